// Checks that cache.ts covers every type of the schema that is not a node.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type GraphQLObjectType, buildSchema, getNamedType, getNullableType, isInterfaceType, isListType, isObjectType } from 'graphql';
import { embedded, getDataID, keys, typePolicies } from '../cache.js';

const isNode = (type: GraphQLObjectType) => type.getInterfaces().some((i) => isInterfaceType(i) && i.name === 'Node');

/** Throws if cache.ts does not cover a type or a field of the schema. */
export function checkPolicies(path: string): void {
  const schema = buildSchema(readFileSync(path, 'utf8'));
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const types = Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type))
    .filter((type) => !roots.includes(type) && !type.name.startsWith('__'));
  // Every cache has its own support for connections.
  const parts = types
    .filter(({ name }) => name !== 'PageInfo' && !/(Connection|Edge)$/.test(name))
    .filter((type) => !isNode(type))
    .map(({ name }) => name)
    .sort();
  assert.ok(parts.length > 0, 'the schema has embedded types');
  assert.deepEqual([...embedded].sort(), parts, 'cache.ts lists the types that are not nodes');
  const policies: Record<string, { keyFields?: false; merge?: unknown; fields?: object }> = typePolicies;
  for (const name of parts) {
    assert.equal(policies[name]?.keyFields, false, `Apollo Client has no key for ${name}`);
    assert.equal(typeof policies[name].merge, name === 'Identity' ? 'undefined' : 'function', `Apollo Client's merge function for ${name}`);
    assert.equal(getDataID({ id: 'x' }, name), undefined, `Relay has no id for ${name}`);
    assert.equal(keys[name]?.(), null, `urql has no key for ${name}`);
  }
  // A list in an embedded object is merged with the object. A list of embedded objects in a
  // node needs a policy for its field.
  const nodes = types.filter(isNode);
  assert.ok(nodes.length > 0, 'the schema has nodes');
  for (const type of nodes) {
    assert.equal(getDataID({ id: 'x' }, type.name), 'x', `Relay has the id of ${type.name}`);
    for (const field of Object.values(type.getFields())) {
      const listed = isListType(getNullableType(field.type)) && parts.includes(getNamedType(field.type).name);
      assert.ok(!listed || field.name in (policies[type.name]?.fields ?? {}), `${type.name}.${field.name} needs a merge function`);
      assert.notEqual(getNamedType(field.type).name, 'Identity', `${type.name}.${field.name} is an identity outside of a set`);
    }
  }
}
