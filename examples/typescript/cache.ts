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

/** For Apollo Client: `new InMemoryCache({ typePolicies })`. */
export const typePolicies = {
  // What is asked of one activity's actor at several times is merged: it never changes.
  Identity: { keyFields: false as const, merge: true },
  IdentitySet: { merge: true },
};

/** For Relay: `new Environment({ getDataID, ... })`. */
export function getDataID(value: { readonly id?: unknown }, typeName: string): unknown {
  return typeName === 'Identity' ? undefined : value.id;
}

/** For urql: `cacheExchange({ keys })` of `@urql/exchange-graphcache`. */
export const keys = Object.fromEntries(embedded.map((name) => [name, () => null]));
