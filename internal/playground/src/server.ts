import type { GraphiQLProps } from 'graphiql';

type Fetcher = GraphiQLProps['fetcher'];

/** Sends GraphiQL's operations to the server, each with the headers of its tab. */
export function createFetcher(endpoint: string): Fetcher {
  return ({ query, variables, operationName }, { headers } = {}) => {
    // GraphiQL updates the operation name with a delay after a change of the query. A
    // name that is not in the query is that of the previous query.
    const name = operationName && query.includes(operationName) ? operationName : undefined;
    return post(endpoint, { query, variables, operationName: name }, { headers });
  };
}

/**
 * Returns whether the caller can see the example group, which a server creates in
 * development mode. If the request fails or takes too long, the result is false, so that
 * the page opens without delay.
 */
export async function exampleGroupExists(endpoint: string): Promise<boolean> {
  try {
    const query = '{ group(id: "example-group") { id } }';
    const response = await post(endpoint, { query }, { signal: AbortSignal.timeout(2000) });
    return Boolean(response.data?.group);
  } catch {
    return false;
  }
}

let lastStatus = 0;
const listeners = new Set<() => void>();

/** Calls a listener after each response. The returned function removes the listener. */
export function onResponse(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Returns whether the last request was rejected because it had no valid access token. */
export function tokenRequired(): boolean {
  return lastStatus === 401;
}

function setStatus(status: number) {
  lastStatus = status;
  listeners.forEach((listener) => listener());
}

async function post(endpoint: string, operation: object, options: RequestInit) {
  const response = await fetch(endpoint, {
    ...options,
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/graphql-response+json, application/json;q=0.9',
      ...options.headers,
    },
    body: JSON.stringify(operation),
  });
  setStatus(response.status);
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    // The response may be the error page of a proxy. Its status says more than the error
    // of the parser.
    throw new Error(`The response of ${endpoint} is ${response.status} ${response.statusText}: ${text}`);
  }
}
