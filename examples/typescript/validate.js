// Validates the schema with graphql-js, and the examples against the schema with
// graphql-inspector: `node validate.js`.
import { readFileSync, readdirSync } from 'node:fs';
import { validate } from '@graphql-inspector/core';
import { Source, buildSchema, validateSchema } from 'graphql';

const examples = new URL('../', import.meta.url);
const read = (url) => new Source(readFileSync(url, 'utf8'), url.pathname);

const schema = buildSchema(read(new URL('../graph/schema.graphql', examples)));
const documents = readdirSync(examples)
  .filter((name) => name.endsWith('.graphql'))
  .map((name) => read(new URL(name, examples)));

const errors = [
  ...validateSchema(schema),
  ...validate(schema, documents).flatMap(({ errors, deprecated }) => [...errors, ...deprecated]),
];
for (const error of errors) {
  console.error(`${error}\n`);
}
console.log(`graph/schema.graphql with ${documents.length} examples: ${errors.length} errors`);
process.exitCode = errors.length > 0 || documents.length === 0 ? 1 : 0;
