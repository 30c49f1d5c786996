// Passes null to every non-null position of the schema, by a nullable variable with a
// default value. Neither side may use another value instead. graphql-js reports an error
// for the field and executes the other fields; the server reports an error for the
// request, at the place of the variable, and executes nothing.
import { execute, isNonNullType, parse, validate } from "graphql";
import { schema } from "./oracle.js";
import { least, positions } from "./positions.js";
import { each } from "./server.js";

export async function nulls(server, report) {
  const part = report.part("nulls", 50);
  const cases = [];
  for (const { name, type, document } of positions().filter((position) => isNonNullType(position.type))) {
    const definition = `$v: ${type.ofType} = ${least(type)}`;
    cases.push({ name, text: document("$v", `(${definition})`) });
    if (type.ofType.ofType) {
      const element = type.ofType.ofType;
      cases.push({ name: `element of ${name}`, text: document("[$v]", `($v: ${element.ofType ?? element} = ${least(element)})`) });
    }
  }
  for (const directive of ["skip", "include"]) {
    cases.push({ name: `@${directive}`, text: `query($v: Boolean = true) { groups @${directive}(if: $v) { totalCount } }` });
    cases.push({ name: `@${directive} of a fragment`, text: `query($v: Boolean = true) { ...F @${directive}(if: $v) } fragment F on Query { me { id } }` });
    cases.push({ name: `@${directive} below`, text: `query($v: Boolean = true) { me { id @${directive}(if: $v) } }` });
  }
  cases.push({ name: "left out by @skip", text: 'query($v: ID = "x") { node(id: $v) @skip(if: true) { id } }' });
  cases.push({ name: "left out by @include", text: 'query($v: ID = "x") { ...F @include(if: false) } fragment F on Query { node(id: $v) { id } }' });
  await each(cases, async ({ name, text }) => {
    const document = parse(text);
    const invalid = validate(schema, document);
    if (invalid.length > 0) {
      throw new Error(`${text}: ${invalid[0].message}`);
    }
    const js = await execute({ schema, document, variableValues: { v: null }, fieldResolver: always });
    const { errors } = js;
    const response = await server.send({ query: text, variables: { v: null } });
    const message = response.errors?.[0]?.message;
    const detail = { js: errors?.[0].message, server: message, code: response.errors?.[0].extensions.code };
    part.compare(name, text, [errors === undefined, response.data !== undefined], detail);
    if (errors && js.data && response.data === undefined) {
      part.differ({ kind: "partial", input: text, js: js.data, server: response.data, detail });
    }
    if (response.data === undefined) {
      // graphql-js has the place of the whole argument.
      const wanted = `1:${text.lastIndexOf("$v") + 1}`;
      const found = (response.errors[0].locations ?? []).map(({ line, column }) => `${line}:${column}`).join("+");
      if (found !== wanted) {
        part.differ({ kind: "place", input: text, js: wanted, server: found, detail });
      }
    }
  });
  await besides(server, part);
  part.end({ accepted: 0.01 });
}

// Sends a mutation with a null in its second field. graphql-js executes the first field,
// and the server may not.
async function besides(server, part) {
  const id = "beside-a-null";
  const query = `mutation($v: ID = "x") { first: createGroup(input: {id: "${id}", displayName: "x"}) { id } second: createDriveItem(driveId: $v, input: {name: "x", folder: {}}) { id } }`;
  const variables = { v: null };
  let executed = 0;
  const js = await execute({ schema, document: parse(query), variableValues: variables, fieldResolver: (...all) => (executed++, always(...all)) });
  const response = await server.send({ query, variables });
  const { group } = await server.ask("query($id: ID!) { group(id: $id) { id } }", { id });
  const detail = { js: js.errors?.[0].message, server: response.errors?.[0].message };
  part.compare("besides", query, [js.errors === undefined, response.errors === undefined], detail);
  if (executed === 0) {
    throw new Error("graphql-js executed nothing");
  }
  part.differ({ kind: group ? "executed by the server" : "partial", input: query, js: executed, server: group, detail });
}

// Resolves every field to some value, so that graphql-js reaches every argument.
function always(_source, _arguments, _context, info) {
  return valueOf(info.returnType, info);
}

function valueOf(type, info) {
  if (isNonNullType(type)) {
    return valueOf(type.ofType, info);
  }
  if (type.ofType) {
    return [valueOf(type.ofType, info)];
  }
  if (type.getFields) {
    return { __typename: wanted(info, type) };
  }
  return { Int: 1, Boolean: true }[type.name] ?? "x";
}

// The type of an interface is the one in the fragment of the document.
function wanted(info, type) {
  const fragment = info.fieldNodes[0].selectionSet?.selections.find((selection) => selection.typeCondition);
  return fragment?.typeCondition.name.value ?? type.name;
}
