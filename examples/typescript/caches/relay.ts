import relay, { type GraphQLResponse } from 'relay-runtime';
import { getDataID } from '../cache.js';
import query from '../relay/__generated__/namesQuery.graphql.js';
import { type Variables, endpoint } from './names.js';

const { Environment, Network, RecordSource, Store, createOperationDescriptor, fetchQuery } = relay;

/** Relay, with the module or as it is, as what reads names from its store. */
export async function relayStore(withModule: boolean, all: Variables[]): Promise<unknown[]> {
  const network = Network.create(async ({ text }, variables) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ query: text, variables }),
    });
    return (await response.json()) as GraphQLResponse;
  });
  const environment = new Environment({
    network,
    store: new Store(new RecordSource()),
    ...(withModule ? { getDataID } : {}),
  });
  const operations = all.map((variables) => createOperationDescriptor(query, variables));
  for (const { request } of operations) {
    await fetchQuery(environment, query, request.variables).toPromise();
    environment.retain(createOperationDescriptor(query, request.variables));
  }
  return operations.map(({ fragment }) => environment.lookup(fragment).data);
}
