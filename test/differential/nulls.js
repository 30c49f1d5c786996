// Passes null to every non-null position of the schema, by a nullable variable with a
// default value. graphql-js reports an error for the field, and the server for the
// request. Neither may use another value instead.
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
    const { errors } = await execute({ schema, document, variableValues: { v: null }, fieldResolver: always });
    const answer = await server.send({ query: text, variables: { v: null } });
    const message = answer.errors?.[0]?.message;
    const detail = { js: errors?.[0].message, server: message, code: answer.errors?.[0].extensions.code };
    part.compare(name, text, [errors === undefined, answer.data !== undefined], detail);
    if (answer.data === undefined && !answer.errors?.[0].locations) {
      part.differ({ kind: "place", input: text, detail });
    }
  });
  part.end({ accepted: 0.01 });
}

// Resolves every field to some value, so that graphql-js reaches every argument.
function always(_source, _arguments, _context, info) {
  return answerOf(info.returnType, info);
}

function answerOf(type, info) {
  if (isNonNullType(type)) {
    return answerOf(type.ofType, info);
  }
  if (type.ofType) {
    return [answerOf(type.ofType, info)];
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
