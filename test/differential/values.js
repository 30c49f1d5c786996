// Compares the values to which variables and literals are coerced. The cases are those of
// variables.js and literals.js. The values of graphql-js are from getVariableValues and
// getArgumentValues, those of the server from the command coerce.
import { execFileSync } from "node:child_process";
import { getArgumentValues, getVariableValues } from "graphql/execution/values.js";
import { TypeInfo, getNamedType, isScalarType, isSpecifiedScalarType, parse, visit, visitWithTypeInfo } from "graphql";
import { literals } from "./literals.js";
import { check, schema } from "./oracle.js";
import { variableCases } from "./variables.js";

// The server rejects such a request before it coerces anything.
const halfOfAPair = /\\ud800/;
const root = new URL("../..", import.meta.url);

export async function values(_server, report) {
  const part = report.part("values", 8000);
  const cases = [...variableCases(), ...literalCases()].filter(({ variables }) => !halfOfAPair.test(variables)).map(({ document, variables }) => ({ document, variables, js: coercedByJS(document, variables) }));
  const accepted = cases.filter(({ js }) => js);
  const servers = coercedByServer(accepted);
  accepted.forEach(({ document, variables, js }, i) => {
    const server = servers[i];
    if (!server) {
      return; // variables.js reports this difference
    }
    part.compare("case", document, [true, true]);
    for (const member of ["variables", "arguments"]) {
      for (const [path, a, b] of differences(js[member], server[member], member)) {
        part.differ({ kind: path, input: `${document} ${variables}`, js: a, server: b, detail: {} });
      }
    }
  });
  part.end({ refused: 0 });
}

// Returns the valid literals, except those of custom scalars, which graphql-js evaluates
// without a type.
function literalCases() {
  return literals()
    .filter(({ type, text }) => !(isScalarType(getNamedType(type)) && !isSpecifiedScalarType(getNamedType(type))) && check(text).errors.length === 0)
    .map(({ text }) => ({ document: text, variables: "{}" }));
}

// Returns the coerced variables, and the arguments of the field with the alias target:
// undefined if graphql-js rejects the variables or reports an error for the field.
function coercedByJS(text, variables) {
  const document = parse(text);
  const { coerced, errors } = getVariableValues(schema, document.definitions[0].variableDefinitions ?? [], JSON.parse(variables));
  if (errors) {
    return undefined;
  }
  let found;
  const types = new TypeInfo(schema);
  visit(document, visitWithTypeInfo(types, { Field: (field) => void (field.alias?.value === "target" && (found = [types.getFieldDef(), field])) }));
  try {
    return { variables: coerced, arguments: getArgumentValues(...found, coerced) };
  } catch {
    return undefined; // nulls.js compares this case
  }
}

function coercedByServer(cases) {
  const input = cases.map(({ document, variables }) => `{"query": ${JSON.stringify(document)}, "variables": ${variables}}\n`).join("");
  const output = execFileSync("go", ["run", "./test/differential/coerce", "graph/schema.graphql"], { cwd: root, input, maxBuffer: 1 << 30, stdio: ["pipe", "pipe", "inherit"] });
  const lines = output.toString().trimEnd().split("\n");
  if (lines.length !== cases.length) {
    throw new Error(`coerce printed ${lines.length} lines for ${cases.length} requests`);
  }
  return lines.map((line) => JSON.parse(line));
}

// Yields the places where two values differ: the path, and both values. A member that is
// absent is undefined, and 0 is not -0.
function* differences(js, server, path) {
  if (js && server && typeof js === "object" && typeof server === "object" && Array.isArray(js) === Array.isArray(server)) {
    for (const name of new Set([...Object.keys(js), ...Object.keys(server)])) {
      yield* differences(js[name], server[name], `${path}.${name}`);
    }
  } else if (!Object.is(js, server)) {
    yield [path, js, server];
  }
}
