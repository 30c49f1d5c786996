import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { typePolicies } from '../cache.js';
import { type Names, type Variables, endpoint, namesQuery } from './names.js';
import { type Parts, type Read, counting, partsQueries } from './parts.js';

/** What another component asks of the same actors: its answer must not take names away. */
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

/** Apollo Client, with the module or as it is, as what reads names from its cache. */
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

/** Apollo Client, as what reads parts from its cache while components watch both queries. */
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

/** What is read of an item's lastModifiedBy after another user changed the item. */
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
