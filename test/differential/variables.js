// Compares the coercion of variables of every input type. @skip excludes the field that
// uses the variable, so that the server executes nothing.
import { getVariableValues } from "graphql/execution/values.js";
import { Kind, getNamedType, isInputObjectType, isLeafType, isNonNullType, parse } from "graphql";
import { schema } from "./oracle.js";
import { payload } from "./payloads.js";
import { least, positions } from "./positions.js";
import { Random } from "./random.js";
import { each, mostErrors } from "./server.js";
import { setAside } from "./wrongids.js";

const payloadsOfEach = 1000;
const seed = 18;

const types = Object.values(schema.getTypeMap()).filter((type) => (isInputObjectType(type) || isLeafType(type)) && !type.name.startsWith("__"));

export async function variables(server, report) {
  const part = report.part("variables", types.filter(isInputObjectType).length * payloadsOfEach);
  await each([...variableCases()], (one) => compare(server, part, one));
  part.end();
}

// Generates documents with a variable of each input type, and JSON texts of the variables.
export function* variableCases() {
  const random = new Random(seed);
  for (const type of types) {
    const places = positions().filter((position) => getNamedType(position.type) === type);
    if (places.length === 0 && !isInputObjectType(type)) {
      continue; // an output type
    }
    for (let i = 0; i < payloadsOfEach; i++) {
      const place = random.pick(places);
      const definition = random.oneIn(3) ? isNonNullType(place.type) ? place.type : `${place.type}!` : place.type;
      const initial = random.oneIn(6) ? ` = ${least(place.type)}` : "";
      const document = place.document("$v", `(\n\t$v: ${definition}${initial}\n)`, " @skip(if: true)");
      const value = payload(place.type, random);
      yield { type, document, variables: random.oneIn(20) ? "{}" : `{"v": ${value}, "unknown": 1}` };
    }
  }
}

async function compare(server, part, { type, document, variables }) {
  const { definitions } = parse(document);
  const operation = definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const { errors } = getVariableValues(schema, operation.variableDefinitions, JSON.parse(variables));
  const input = `${document} ${variables}`;
  const response = setAside(part, input, await server.send(`{"query": ${JSON.stringify(document)}, "variables": ${variables}}`), mostErrors);
  const accepted = response.data !== undefined || (response.wrongIDs > 0 && response.errors === undefined);
  const error = response.errors?.[0];
  const detail = { js: errors?.[0].message, server: error?.message, code: error?.extensions.code };
  part.compare(type.name, input, [errors === undefined, accepted], detail);
  if (errors && error) {
    comparePlaces(part, { input, detail, errors, response });
  }
}

// All errors must have the location of the variable definition, and the server must report as
// many as graphql-js.
function comparePlaces(part, { input, detail, errors, response }) {
  const [wanted, ...found] = [errors[0], ...response.errors].map(({ locations }) => (locations ?? []).map(({ line, column }) => `${line}:${column}`).join("+"));
  const complete = response.truncated || response.errors.length === errors.length;
  if (!complete || !found.every((place) => place === wanted)) {
    part.differ({ kind: "place", input, js: errors.map(() => wanted), server: found, detail });
  }
}
