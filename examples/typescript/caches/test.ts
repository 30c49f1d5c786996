// Reads names through the caches of real clients, from a running server:
// `npm run caches`, or `npm run caches -- URL` for another server.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { buildSchema, isInterfaceType, isObjectType } from 'graphql';
import { embedded } from '../cache.js';
import { apollo } from './apollo.js';
import { type Names, type Variables, recordAccesses } from './names.js';
import { relayStore } from './relay.js';
import { urql } from './urql.js';

/** The objects that are no nodes, but for the lists, which every cache knows. */
function partsOf(path: string): string[] {
  const schema = buildSchema(readFileSync(path, 'utf8'));
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type))
    .filter((type) => !roots.includes(type) && !type.name.startsWith('__'))
    .filter(({ name }) => name !== 'PageInfo' && !/(Connection|Edge)$/.test(name))
    .filter((type) => !type.getInterfaces().some((i) => isInterfaceType(i) && i.name === 'Node'))
    .map(({ name }) => name)
    .sort();
}

/** What was read, without what clients add to it. */
function plain(read: unknown): unknown {
  return JSON.parse(
    JSON.stringify(read, (name, value: unknown) => (name.startsWith('__') ? undefined : value)) ?? 'null',
  );
}

const parts = partsOf('../../graph/schema.graphql');
assert.deepEqual([...embedded].sort(), parts, 'cache.ts lists the types that are no nodes');

const accesses = await recordAccesses();
const answers = accesses.map(({ answer }) => answer);
const all = accesses.map(({ variables }) => variables);

/** The names in an answer, of which each is there. */
function namesIn(read: unknown): string[] {
  const { itemActivity, group } = read as Names;
  const { application, device, user } = itemActivity?.actor ?? {};
  return [application, device, user, group].map((named) => {
    assert.equal(typeof named?.displayName, 'string', JSON.stringify(read));
    return named?.displayName as string;
  });
}

/** Calls a client, and returns what it wrote to the console besides. */
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
  assert.deepEqual(read.map(plain), answers, `${name} shows other names than the server answers`);
  assert.deepEqual(warnings, [], `${name} warns`);
  // Without the module they are wrong: else the module would be shown to do nothing.
  const [without] = await watched(() => client(false, all));
  assert.notDeepEqual(without.map(namesIn), answers.map(namesIn), `${name} needs no module`);
  console.log(`${name}: ${answers.length} activities have their names, and without the module others`);
}
