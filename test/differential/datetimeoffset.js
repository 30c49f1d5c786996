// An implementation of the scalar DateTimeOffset for graphql-js, by its description in the
// schema.
import { GraphQLError, Kind } from "graphql";

const form = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,12})?)?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
const first = Date.parse("0001-01-01T00:00:00Z");
const end = Date.UTC(10000, 0, 1);

// Returns whether a string is a valid DateTimeOffset.
export function isDateTimeOffset(text) {
  const match = form.exec(text);
  if (!match) {
    return false;
  }
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((digits) => Number(digits ?? 0));
  const [offsetHours, offsetMinutes] = match.slice(8).map((digits) => Number(digits ?? 0));
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (year === 0 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59 || offsetMinutes > 59) {
    return false;
  }
  const offset = offsetHours * 60 + offsetMinutes;
  const instant = date.getTime() + ((hour * 60 + minute - (match[7] === "-" ? -offset : offset)) * 60 + second) * 1000;
  return offset <= 14 * 60 && first <= instant && instant < end;
}

function parse(value) {
  if (typeof value !== "string" || !isDateTimeOffset(value)) {
    throw new TypeError("not a DateTimeOffset");
  }
  return value;
}

// Adds the implementation to a schema. The scalars of buildSchema accept any value.
export function define(scalar) {
  scalar.parseValue = parse;
  scalar.parseLiteral = (node) => {
    if (node.kind !== Kind.STRING) {
      throw new GraphQLError("DateTimeOffset cannot represent a value that is not a string", { nodes: node });
    }
    return parse(node.value);
  };
}
