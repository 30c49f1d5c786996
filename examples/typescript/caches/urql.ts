import { Client, fetchExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { keys } from '../cache.js';
import { type Names, type Variables, endpoint, namesQuery } from './names.js';
import { type Parts, type Read, counting, partsQueries } from './parts.js';

/** Reads names from the graphcache of urql, with cache.ts or without it. */
export async function urql(withModule: boolean, all: Variables[]): Promise<unknown[]> {
  const cache = cacheExchange(withModule ? { keys } : {});
  const client = new Client({ url: endpoint, exchanges: [cache, fetchExchange], preferGetMethod: false });
  const ask = (variables: Variables, requestPolicy: 'network-only' | 'cache-only') =>
    client.query<Names, Variables>(namesQuery, variables, { requestPolicy }).toPromise();
  for (const variables of all) {
    const { error } = await ask(variables, 'network-only');
    if (error !== undefined) {
      throw error;
    }
  }
  const read: unknown[] = [];
  for (const variables of all) {
    read.push((await ask(variables, 'cache-only')).data);
  }
  return read;
}

/** Reads parts from the graphcache of urql. */
export async function urqlParts(withModule: boolean, variables: Parts): Promise<Read> {
  const { fetch, count } = counting();
  const cache = cacheExchange(withModule ? { keys } : {});
  const client = new Client({ url: endpoint, exchanges: [cache, fetchExchange], preferGetMethod: false, fetch });
  const data: unknown[] = [];
  for (const query of [...partsQueries, ...partsQueries]) {
    const { data: answer, error } = await client.query(query, variables, { requestPolicy: 'cache-first' }).toPromise();
    if (error !== undefined) {
      throw error;
    }
    data.push(answer);
  }
  return { data: data.slice(partsQueries.length), requests: count() };
}
