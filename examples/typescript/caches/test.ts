// Reads names and parts from a running server through the caches of three clients:
// `npm run caches`, or `npm run caches -- URL` for another server.
import assert from 'node:assert/strict';
import { apollo, apolloModifiers, apolloParts } from './apollo.js';
import { type Names, type Variables, recordAccesses } from './names.js';
import { type Parts, type Read, answersOf, recordParts } from './parts.js';
import { checkPolicies } from './policies.js';
import { relayParts, relayStore } from './relay.js';
import { urql, urqlParts } from './urql.js';

/** Returns the data without the fields that clients add. */
function plain(read: unknown): unknown {
  return JSON.parse(
    JSON.stringify(read, (name, value: unknown) => (name.startsWith('__') ? undefined : value)) ?? 'null',
  );
}

checkPolicies('../../graph/schema.graphql');

const accesses = await recordAccesses();
const answers = accesses.map(({ answer }) => answer);
const all = accesses.map(({ variables }) => variables);

/** Returns the names in a response. All must be present. */
function namesIn(read: unknown): string[] {
  const { itemActivity, group } = read as Names;
  const { application, device, user } = itemActivity?.actor ?? {};
  return [application, device, user, group].map((named) => {
    assert.equal(typeof named?.displayName, 'string', JSON.stringify(read));
    return named?.displayName as string;
  });
}

/** Calls a client. It returns the result and the lines that the client wrote to the console. */
async function watched<T>(call: () => Promise<T>): Promise<[T, string[]]> {
  const { error, warn } = console;
  const written: string[] = [];
  console.error = console.warn = (...parts: unknown[]) => written.push(parts.join(' '));
  try {
    return [await call(), written];
  } finally {
    Object.assign(console, { error, warn });
  }
}

type Client = (withModule: boolean, all: Variables[]) => Promise<unknown[]>;
for (const [name, client] of Object.entries<Client>({ 'Apollo Client': apollo, Relay: relayStore, urql })) {
  const [read, warnings] = await watched(() => client(true, all));
  assert.deepEqual(read.map(plain), answers, `${name} shows other names than the server`);
  assert.deepEqual(warnings, [], `${name} warns`);
  // Without cache.ts the names must be wrong. Otherwise this test shows nothing.
  const [without] = await watched(() => client(false, all));
  assert.notDeepEqual(without.map(namesIn), answers.map(namesIn), `${name} does not need cache.ts`);
  console.log(`${name}: ${answers.length} activities have the right names; without cache.ts they are wrong`);
}

const variables = await recordParts();
const wanted = await answersOf(variables);
for (const [i, parts] of [['isReply', 'observedDateTime', 'actionCount'], ['Anna', 'Phone', 'recordedDateTime', 'actorCount']].entries()) {
  for (const part of [...parts, '"nodes":[{"id"']) {
    assert.ok(JSON.stringify(wanted[i]).includes(part), `the server does not return ${part}`);
  }
}
type PartsClient = (withModule: boolean, variables: Parts) => Promise<Read>;
for (const [name, client] of Object.entries<PartsClient>({ 'Apollo Client': apolloParts, Relay: relayParts, urql: urqlParts })) {
  const [{ data, requests }, warnings] = await watched(() => client(true, variables));
  assert.deepEqual(data.map(plain), wanted, `${name} loses fields of embedded objects that another query selected`);
  assert.equal(requests, wanted.length, `${name} requests again what it has`);
  assert.deepEqual(warnings, [], `${name} warns`);
  console.log(`${name}: ${wanted.length} queries of the same embedded objects took ${requests} requests`);
}
const [before] = await watched(() => apolloParts(false, variables));
assert.notDeepEqual(before.data.map(plain), wanted, 'Apollo Client does not need the policies');
assert.deepEqual(
  apolloModifiers().map(plain),
  [{ driveItem: { id: 'x', lastModifiedBy: { user: { id: 'bob' } } } }, null],
  'Apollo Client mixes the names of two users',
);
