// The configuration that a normalized cache needs for this schema. Copy it into a front end
// that uses Apollo Client, Relay or urql. docs/clients.md explains it.

/**
 * The types that are not nodes. A cache stores their objects inside the object that contains
 * them. `Identity` has an `id` that is not the id of a node: a user and an application can
 * have the same one, and each activity has the name at its own time.
 */
export const embedded = [
  'AccessAction',
  'ActiveActor',
  'ActiveItem',
  'CommentAction',
  'CreateAction',
  'CreateItemActivityError',
  'CreateItemActivityResult',
  'DeleteAction',
  'Deleted',
  'DriveActionStat',
  'DriveActivityStat',
  'DriveAnalytics',
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
 * Merges the fields that several queries selected of one embedded object. Lists of embedded
 * objects are merged by index. A list of another length replaces the existing one.
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
  // The merge function of IdentitySet merges the identities too.
  Identity: { keyFields: false as const },
  // This actor changes. The fields of two actors must not be merged.
  DriveItem: { fields: { lastModifiedBy: { merge: false as const } } },
  // The order of these actors changes. A new list replaces the one before.
  ItemActivityStat: { fields: { mostActiveActors: { merge: false as const } } },
};

/** For Relay: `new Environment({ getDataID, ... })`. */
export function getDataID(value: { readonly id?: unknown }, typeName: string): unknown {
  return (embedded as readonly string[]).includes(typeName) ? undefined : value.id;
}

/** For urql: `cacheExchange({ keys })` of `@urql/exchange-graphcache`. */
export const keys = Object.fromEntries(embedded.map((name) => [name, () => null]));
