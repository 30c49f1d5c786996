import type { GraphiQLProps } from 'graphiql';

type Fetcher = GraphiQLProps['fetcher'];

/** Sends GraphiQL's operations to the server, each with the headers of its tab. */
export function createFetcher(endpoint: string): Fetcher {
  return ({ query, variables, operationName }, { headers } = {}) => {
    // GraphiQL learns a moment late which operation a changed query has. A name
    // that is not in the query is the one that was there before.
    const name = operationName && query.includes(operationName) ? operationName : undefined;
    return post(endpoint, { query, variables, operationName: name }, { headers });
  };
}

/**
 * Whether the caller has the example group that a server in development mode
 * makes. A slow or refused answer counts as no: the page must not wait for it.
 */
export async function exampleGroupExists(endpoint: string): Promise<boolean> {
  try {
    const query = '{ group(id: "example-group") { id } }';
    const answer = await post(endpoint, { query }, { signal: AbortSignal.timeout(2000) });
    return Boolean(answer.data?.group);
  } catch {
    return false;
  }
}

let tokenWanted = false;
const listeners = new Set<() => void>();

/** Calls a listener after each answer, until the function that it returns is called. */
export function onAnswer(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether the last answer was that there is no valid access token. */
export function lastAnswerWantsToken(): boolean {
  return tokenWanted;
}

function noteStatus(status: number) {
  tokenWanted = status === 401;
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
  noteStatus(response.status);
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's error page, say: its status tells more than the parser would.
    throw new Error(`${endpoint} answered ${response.status} ${response.statusText}: ${text}`);
  }
}
