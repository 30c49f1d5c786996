import graphql from '@graphql-eslint/eslint-plugin';

// Runs at the top of the repository: `npm run lint` goes there.
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
      // A description that fits on one line is written on one; printed, all look alike.
      '@graphql-eslint/description-style': 'off',
      // Graph's identities, facets and actions are values, as are pages and edges.
      '@graphql-eslint/strict-id-in-types': [
        'error',
        {
          exceptions: {
            suffixes: ['Action', 'Connection', 'Edge'],
            types: [
              'CreateItemActivityError',
              'CreateItemActivityResult',
              'Deleted',
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
      // Connections have `nodes` beside `edges`, and Graph's actions have short lists of values.
      '@graphql-eslint/relay-edge-types': ['error', { listTypeCanWrapOnlyEdgeType: false }],
    },
  },
  {
    files: ['graph/group.graphqls'],
    rules: {
      // A membership is found through its group: it is no Node, unlike the member.
      '@graphql-eslint/relay-edge-types': [
        'error',
        { listTypeCanWrapOnlyEdgeType: false, shouldImplementNode: false },
      ],
    },
  },
  {
    files: ['graph/driveitem.graphqls'],
    rules: {
      // `deletedDateTime` in `Deleted` is called as Graph calls it everywhere else.
      '@graphql-eslint/no-typename-prefix': 'off',
    },
  },
  {
    files: ['graph/user.graphqls'],
    rules: {
      // `userId` in `User` is called as the arguments are that take it.
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
      // The whole of Graph's path, down to the actor's name.
      '@graphql-eslint/selection-set-depth': ['error', { maxDepth: 14 }],
    },
  },
];
