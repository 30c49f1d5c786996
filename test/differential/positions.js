// The input positions of the schema, and documents that use them.
import { getNamedType, isInputObjectType, isInterfaceType, isLeafType, isListType, isNonNullType, isObjectType } from "graphql";
import { schema } from "./oracle.js";

// Finds the shortest path of fields from a root type to each object type.
function waysToFields() {
  const ways = new Map();
  for (const [operation, type] of [["query", schema.getQueryType()], ["mutation", schema.getMutationType()]]) {
    const queue = [{ type, operation, fields: [] }];
    while (queue.length > 0) {
      const way = queue.shift();
      if (ways.has(way.type.name)) {
        continue;
      }
      ways.set(way.type.name, way);
      for (const field of Object.values(way.type.getFields())) {
        const below = getNamedType(field.type);
        if (isObjectType(below)) {
          queue.push({ type: below, operation: way.operation, fields: [...way.fields, { field }] });
        } else if (isInterfaceType(below)) {
          for (const possible of schema.getPossibleTypes(below)) {
            queue.push({ type: possible, operation: way.operation, fields: [...way.fields, { field, on: possible.name }] });
          }
        }
      }
    }
  }
  return ways;
}

// Returns a minimal valid literal of a type.
export function least(type) {
  if (isNonNullType(type)) {
    return least(type.ofType);
  }
  if (isListType(type)) {
    return `[${least(type.ofType)}]`;
  }
  if (isInputObjectType(type)) {
    return object(type);
  }
  if (isLeafType(type) && type.getValues) {
    return type.getValues()[0].name;
  }
  return { Int: "1", Boolean: "true", DateTimeOffset: '"2017-01-01T00:00:00Z"' }[type.name] ?? '"x"';
}

// Returns an object literal with the required fields and one given field.
function object(type, name, literal) {
  const members = Object.values(type.getFields())
    .filter((member) => member.name === name || (isNonNullType(member.type) && member.defaultValue === undefined))
    .map((member) => `${member.name}: ${member.name === name ? literal : least(member.type)}`);
  return `{${members.join(", ")}}`;
}

function argumentsOf(field, name, literal) {
  const list = field.args
    .filter((argument) => argument.name === name || (isNonNullType(argument.type) && argument.defaultValue === undefined))
    .map((argument) => `${argument.name}: ${argument.name === name ? literal : least(argument.type)}`);
  return list.length > 0 ? `(${list.join(", ")})` : "";
}

function selection(field) {
  return isLeafType(getNamedType(field.type)) ? "" : " { __typename }";
}

// Returns every argument and every input field: its name, its type, and a function that
// returns a document with a literal at that position. The document may have variable
// definitions, and a directive at its first field.
export function positions() {
  const found = [];
  for (const { type, operation, fields } of waysToFields().values()) {
    for (const field of Object.values(type.getFields())) {
      for (const argument of field.args) {
        const document = (literal, variables = "", directive = "") => {
          let text = `target: ${field.name}${argumentsOf(field, argument.name, literal)}${fields.length === 0 ? directive : ""}${selection(field)}`;
          fields.toReversed().forEach(({ field: outer, on }, i) => {
            const here = i === fields.length - 1 ? directive : "";
            text = `${outer.name}${argumentsOf(outer)}${here} { ${on ? `... on ${on} { ${text} }` : text} }`;
          });
          return `${operation}${variables} { ${text} }`;
        };
        add(found, `${type.name}.${field.name}(${argument.name}:)`, argument, document, new Set());
      }
    }
  }
  return found;
}

function add(found, name, place, document, above) {
  if (!found.some((position) => position.name === name)) {
    found.push({ name, type: place.type, document });
  }
  const type = getNamedType(place.type);
  if (!isInputObjectType(type) || above.has(type)) {
    return;
  }
  for (const member of Object.values(type.getFields())) {
    const within = (literal, ...rest) => document(object(type, member.name, literal), ...rest);
    if (!found.some((position) => position.name === `${type.name}.${member.name}`)) {
      add(found, `${type.name}.${member.name}`, member, within, new Set([...above, type]));
    }
  }
}
