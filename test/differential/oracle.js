// graphql-js over the server's schema.
import { readFileSync } from "node:fs";
import { buildSchema, parse, validate } from "graphql";

export const schema = buildSchema(readFileSync(new URL("../../graph/schema.graphql", import.meta.url), "utf8"));

// The errors that graphql-js has for a document, and the document if it has none.
export function check(text) {
  let document;
  try {
    document = parse(text);
  } catch (error) {
    return { errors: [error], syntax: true };
  }
  return { errors: validate(schema, document), document };
}
