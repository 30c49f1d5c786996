import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { typePolicies } from '../cache.js';
import { type Names, type Variables, endpoint, namesQuery } from './names.js';

/** Apollo Client, with the module or as it is, as what reads names from its cache. */
export async function apollo(withModule: boolean, all: Variables[]): Promise<unknown[]> {
  const cache = new InMemoryCache(withModule ? { typePolicies } : {});
  const client = new ApolloClient({ cache, link: new HttpLink({ uri: endpoint }) });
  const query = gql(namesQuery);
  for (const variables of all) {
    await client.query<Names, Variables>({ query, variables });
  }
  const read = all.map((variables) => cache.readQuery<Names, Variables>({ query, variables }));
  client.stop();
  return read;
}
