import relay, { type GraphQLResponse } from 'relay-runtime';
import { getDataID } from '../cache.js';
import query from '../relay/__generated__/namesQuery.graphql.js';
import oneQuery from '../relay/__generated__/partsOneQuery.graphql.js';
import otherQuery from '../relay/__generated__/partsOtherQuery.graphql.js';
import { type Variables, endpoint } from './names.js';
import { type Parts, type Read, counting } from './parts.js';

const { Environment, Network, RecordSource, Store, createOperationDescriptor, fetchQuery } = relay;

function environmentOf(withModule: boolean, fetch: typeof globalThis.fetch) {
  const network = Network.create(async ({ text }, variables) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ query: text, variables }),
    });
    return (await response.json()) as GraphQLResponse;
  });
  return new Environment({
    network,
    store: new Store(new RecordSource()),
    ...(withModule ? { getDataID } : {}),
  });
}

/** Reads names from the store of Relay, with cache.ts or without it. */
export async function relayStore(withModule: boolean, all: Variables[]): Promise<unknown[]> {
  const environment = environmentOf(withModule, fetch);
  const operations = all.map((variables) => createOperationDescriptor(query, variables));
  for (const { request } of operations) {
    await fetchQuery(environment, query, request.variables).toPromise();
    environment.retain(createOperationDescriptor(query, request.variables));
  }
  return operations.map(({ fragment }) => environment.lookup(fragment).data);
}

/** Reads parts from the store of Relay. */
export async function relayParts(withModule: boolean, variables: Parts): Promise<Read> {
  const { fetch, count } = counting();
  const environment = environmentOf(withModule, fetch);
  for (const query of [oneQuery, otherQuery]) {
    await fetchQuery(environment, query, variables).toPromise();
    environment.retain(createOperationDescriptor(query, variables));
  }
  const data: unknown[] = [];
  for (const query of [oneQuery, otherQuery]) {
    await fetchQuery(environment, query, variables, { fetchPolicy: 'store-or-network' }).toPromise();
    data.push(environment.lookup(createOperationDescriptor(query, variables).fragment).data);
  }
  return { data, requests: count() };
}
