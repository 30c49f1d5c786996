// What a normalised cache has to know of the schema. Copy it into a front end that
// uses Apollo Client, Relay or urql; docs/clients.md says why.

/**
 * The types whose objects are a part of the object that they are in, and are kept
 * there. `Identity` has an `id`, and it is not that of a node: a user and an
 * application may have the same, and each activity has the name of its own time.
 */
export const embedded = [
  'AccessAction',
  'CommentAction',
  'CreateAction',
  'CreateItemActivityError',
  'CreateItemActivityResult',
  'DeleteAction',
  'Deleted',
  'EditAction',
  'File',
  'Folder',
  'GroupMember',
  'Identity',
  'IdentitySet',
  'IncompleteData',
  'ItemActionSet',
  'ItemActionStat',
  'ItemActivityTimeSet',
  'MentionAction',
  'MoveAction',
  'RenameAction',
  'RestoreAction',
  'ShareAction',
  'VersionAction',
] as const;

/**
 * Merges what several queries asked of one embedded object. Lists of embedded objects
 * are merged by index; one of another length replaces the existing one.
 */
function merge(existing: unknown, incoming: unknown): unknown {
  if (Array.isArray(existing) && Array.isArray(incoming) && existing.length === incoming.length) {
    return incoming.map((element: unknown, i) => merge(existing[i], element));
  }
  if (!isObject(existing) || !isObject(incoming)) {
    return incoming;
  }
  const members = Object.entries(incoming).map(([name, member]) => [name, merge(existing[name], member)]);
  return { ...existing, ...(Object.fromEntries(members) as object) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** For Apollo Client: `new InMemoryCache({ typePolicies })`. */
export const typePolicies = {
  ...Object.fromEntries(embedded.map((name) => [name, { keyFields: false as const, merge }])),
  // The identities of a set are merged as a part of the set.
  Identity: { keyFields: false as const },
  // This actor changes: the parts of two actors must not be merged.
  DriveItem: { fields: { lastModifiedBy: { merge: false as const } } },
};

/** For Relay: `new Environment({ getDataID, ... })`. */
export function getDataID(value: { readonly id?: unknown }, typeName: string): unknown {
  return (embedded as readonly string[]).includes(typeName) ? undefined : value.id;
}

/** For urql: `cacheExchange({ keys })` of `@urql/exchange-graphcache`. */
export const keys = Object.fromEntries(embedded.map((name) => [name, () => null]));
