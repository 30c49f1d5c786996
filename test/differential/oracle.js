// graphql-js with the schema of the server.
import { readFileSync } from "node:fs";
import { buildSchema, parse, validate } from "graphql";
import { define } from "./datetimeoffset.js";

export const schema = buildSchema(readFileSync(new URL("../../graph/schema.graphql", import.meta.url), "utf8"));
define(schema.getType("DateTimeOffset"));

// Parses and validates a document. Returns the errors and the parsed document.
export function check(text) {
  let document;
  try {
    document = parse(text);
  } catch (error) {
    return { errors: [error], syntax: true };
  }
  return { errors: validate(schema, document), document };
}
