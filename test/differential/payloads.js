// Generates random JSON for variables of a type, with a few errors. The result is text,
// because the spelling of numbers matters.
import { isEnumType, isInputObjectType, isListType, isNonNullType } from "graphql";

const wrong = [
  "null", "true", "false", "0", "1", "-1", "1.5", "10.0", "1e1", "1.0e-1", "-0", "-0.0", "2147483647", "2147483648", "-2147483648", "-2147483649", "2147483647.0", "1e400", "99999999999999999999",
  "0.99999999999999999999", "1e-400", '""', '"x"', '"1"', '"true"', '"null"', "[]", "[null]", '["x"]', "[1]", "[[]]", "{}", '{"a": 1}', '{"id": "x"}', '{"__typename": "x"}', '"day"', '"Day"', '"DAY"', '"\\u00e9"',
];
const ints = ["0", "1", "5", "-7", "10.0", "1e1", "100e-1", "2147483647", "-2147483648", "-0"];
const texts = ['"x"', '""', '"\\u00e9\\ud83d\\ude00"', '"5"', '" a b "', '"\\ud800"', '"line\\nline"'];
const ids = ['"x"', '"~allTime~x"', "5", "0", "-3", "10.0", "1e3", "-0", "1e21", "9007199254740993", "12345678901234567890", '"1e1"', '"7"'];
const times = ['"2017-01-01T00:02:10.8639373+03:00"', '"2024-05-06T00:00:00Z"', '"0001-01-01t00:00z"', '"9999-12-31T23:59:59.999999999999-00:00"', '"2024-02-29T23:59:59-14:00"'];
const wrongTimes = [
  '"2024-05-06"', '"2024-05-06T00:00:00"', '"2023-02-29T00:00:00Z"', '"2024-13-01T00:00:00Z"', '"2024-05-06T24:00:00Z"', '"2016-12-31T23:59:60Z"', '"2024-05-06T00:00:00+14:01"', '"0000-12-31T00:00:00Z"',
  '"0001-01-01T00:00:00+00:01"', '"9999-12-31T23:59:59-00:01"', '"2024-05-06T00:00:00.1234567890123Z"', '"2024-05-06T00:00:00Z "', '"today"',
];

export function payload(type, random, depth = 0) {
  if (random.oneIn(depth === 0 ? 6 : 14)) {
    return random.pick(wrong);
  }
  if (isNonNullType(type)) {
    return payload(type.ofType, random, depth);
  }
  if (random.oneIn(12)) {
    return "null";
  }
  if (isListType(type)) {
    if (random.oneIn(6)) {
      return payload(type.ofType, random, depth + 1); // a single value is coerced to a list
    }
    return `[${Array.from({ length: random.below(4) }, () => payload(type.ofType, random, depth + 1)).join(", ")}]`;
  }
  if (isInputObjectType(type)) {
    return object(type, random, depth);
  }
  if (isEnumType(type)) {
    const { name } = random.pick(type.getValues());
    return JSON.stringify(random.oneIn(8) ? name.toLowerCase() : name);
  }
  return random.pick({ Int: ints, Float: ints, Boolean: ["true", "false"], ID: ids, String: texts }[type.name] ?? (random.oneIn(6) ? wrongTimes : times));
}

function object(type, random, depth) {
  const members = [];
  for (const field of Object.values(type.getFields())) {
    const needed = isNonNullType(field.type);
    if (needed ? !random.oneIn(25) : random.oneIn(depth > 2 ? 5 : 2)) {
      members.push(`${JSON.stringify(field.name)}: ${payload(field.type, random, depth + 1)}`);
    }
  }
  if (random.oneIn(25)) {
    members.push('"unknown": 1');
  }
  return `{${members.join(", ")}}`;
}
