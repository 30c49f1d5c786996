import graphql from '@graphql-eslint/eslint-plugin';

// It runs in the root of the repository: `npm run lint` changes to that directory.
const common = {
  languageOptions: {
    parser: graphql.parser,
    parserOptions: {
      graphQLConfig: { schema: 'graph/*.graphqls', documents: 'examples/*.graphql' },
    },
  },
  plugins: { '@graphql-eslint': graphql },
};

export default [
  {
    files: ['graph/*.graphqls'],
    ...common,
    rules: {
      ...graphql.configs['flat/schema-recommended'].rules,
      ...graphql.configs['flat/schema-relay'].rules,
      // Short descriptions are strings, long ones are block strings.
      '@graphql-eslint/description-style': 'off',
      // Identities, facets, actions, pages and edges are values without an id.
      '@graphql-eslint/strict-id-in-types': [
        'error',
        {
          exceptions: {
            suffixes: ['Action', 'Connection', 'Edge'],
            types: [
              'ActiveActor',
              'ActiveItem',
              'CreateItemActivityError',
              'CreateItemActivityResult',
              'Deleted',
              'DriveActionStat',
              'DriveActivityStat',
              'DriveAnalytics',
              'File',
              'Folder',
              'GroupMember',
              'Identity',
              'IdentitySet',
              'IncompleteData',
              'ItemActionSet',
              'ItemActionStat',
              'ItemActivityTimeSet',
              'PageInfo',
            ],
          },
        },
      ],
      // Connections have `nodes` beside `edges`, and actions have short lists of values.
      '@graphql-eslint/relay-edge-types': ['error', { listTypeCanWrapOnlyEdgeType: false }],
    },
  },
  {
    files: ['graph/group.graphqls'],
    rules: {
      // A membership has no id, as it is found through its group. Only the member is a Node.
      '@graphql-eslint/relay-edge-types': [
        'error',
        { listTypeCanWrapOnlyEdgeType: false, shouldImplementNode: false },
      ],
    },
  },
  {
    files: ['graph/driveitem.graphqls'],
    rules: {
      // Microsoft Graph uses the name `deletedDateTime` on other types.
      '@graphql-eslint/no-typename-prefix': 'off',
    },
  },
  {
    files: ['graph/user.graphqls'],
    rules: {
      // The arguments that take this id are named `userId` too.
      '@graphql-eslint/no-typename-prefix': 'off',
    },
  },
  {
    files: ['examples/*.graphql'],
    ...common,
    rules: {
      ...graphql.configs['flat/operations-recommended'].rules,
      '@graphql-eslint/lone-executable-definition': 'error',
      '@graphql-eslint/match-document-filename': [
        'error',
        { query: 'kebab-case', mutation: 'kebab-case' },
      ],
      // The depth of Microsoft Graph's path, down to the name of the actor.
      '@graphql-eslint/selection-set-depth': ['error', { maxDepth: 14 }],
    },
  },
];
