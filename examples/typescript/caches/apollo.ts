import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { typePolicies } from '../cache.js';
import { type Names, type Variables, endpoint, namesQuery } from './names.js';
import { type Parts, type Read, counting, partsQueries } from './parts.js';

/** Another component selects fewer fields of the same actors. The names must remain. */
const idsQuery = gql(/* GraphQL */ `
  query idsQuery($id: ID!) {
    itemActivity(id: $id) {
      id
      actor {
        user {
          id
        }
      }
    }
  }
`);

/** Reads names from the cache of Apollo Client, with cache.ts or without it. */
export async function apollo(withModule: boolean, all: Variables[]): Promise<unknown[]> {
  const cache = new InMemoryCache(withModule ? { typePolicies } : {});
  const client = new ApolloClient({ cache, link: new HttpLink({ uri: endpoint }) });
  const query = gql(namesQuery);
  for (const variables of all) {
    await client.query<Names, Variables>({ query, variables });
  }
  for (const { id } of withModule ? all : []) {
    await client.query({ query: idsQuery, variables: { id }, fetchPolicy: 'network-only' });
  }
  const read = all.map((variables) => cache.readQuery<Names, Variables>({ query, variables }));
  client.stop();
  return read;
}

/** Reads parts from the cache of Apollo Client after each query was sent twice. */
export async function apolloParts(withModule: boolean, variables: Parts): Promise<Read> {
  const { fetch, count } = counting();
  const cache = new InMemoryCache(withModule ? { typePolicies } : {});
  const client = new ApolloClient({ cache, link: new HttpLink({ uri: endpoint, fetch }) });
  const queries = partsQueries.map((text) => gql(text));
  for (const query of [...queries, ...queries]) {
    await client.query({ query, variables });
  }
  const data = queries.map((query) => cache.readQuery({ query, variables }));
  client.stop();
  return { data, requests: count() };
}

const modifierQuery = (identity: string) => gql`{ driveItem(id: "x") { id lastModifiedBy { user { ${identity} } } } }`;

/** Returns an item's lastModifiedBy in the cache after another user changed the item. */
export function apolloModifiers(): unknown[] {
  const cache = new InMemoryCache({ typePolicies });
  const write = (identity: string, user: object) => {
    const lastModifiedBy = { __typename: 'IdentitySet', user: { __typename: 'Identity', ...user } };
    cache.writeQuery({ query: modifierQuery(identity), data: { driveItem: { __typename: 'DriveItem', id: 'x', lastModifiedBy } } });
  };
  write('id displayName', { id: 'ann', displayName: 'Ann' });
  write('id', { id: 'bob' });
  return ['id', 'id displayName'].map((identity) => cache.readQuery({ query: modifierQuery(identity) }));
}
