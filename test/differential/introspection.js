// Compares the complete introspection results. Elements of lists are compared by name.
import { getIntrospectionQuery, introspectionFromSchema, isIntrospectionType, isSpecifiedDirective, isSpecifiedScalarType } from "graphql";
import { schema } from "./oracle.js";

const names = ["descriptions", "specifiedByUrl", "directiveIsRepeatable", "schemaDescription", "inputValueDeprecation", "oneOf"];

export async function introspection(server, report) {
  const part = report.part("introspection", 1000);
  // Tools use different options. No introspection query may exceed a limit of the server.
  for (let chosen = 0; chosen < 1 << names.length; chosen++) {
    const options = Object.fromEntries(names.map((name, i) => [name, (chosen >> i) % 2 === 1]));
    const response = await server.ask(getIntrospectionQuery(options));
    compareValues(part, "", sorted(introspectionFromSchema(schema, options)), sorted(response));
  }
  part.end({ refused: 0 });
}

function sorted(value) {
  if (Array.isArray(value)) {
    return Object.fromEntries(value.map((element) => [element.name ?? element, sorted(element)]));
  }
  return value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, sorted(member)])) : value;
}

const builtIn = new Set(
  [...Object.values(schema.getTypeMap()).filter((type) => isIntrospectionType(type) || isSpecifiedScalarType(type)), ...schema.getDirectives().filter(isSpecifiedDirective)].map(({ name }) => name),
);

function compareValues(part, path, js, server) {
  if (js && server && typeof js === "object" && typeof server === "object") {
    for (const name of new Set([...Object.keys(js), ...Object.keys(server)])) {
      compareValues(part, `${path}/${name}`, js[name], server[name]);
    }
    return;
  }
  part.compare("value", path, [true, true]);
  if (js !== server) {
    part.differ({ kind: "value", input: path, js, server: server ?? null, detail: { builtIn: builtIn.has(path.split("/")[3]) } });
  }
}
