import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { typePolicies } from '../cache.js';
import { type Names, type Variables, endpoint, namesQuery } from './names.js';

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
