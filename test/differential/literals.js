// Generates documents with literals of every kind at every input position of the schema. Most
// are invalid.
import { positions } from "./positions.js";

const kinds = {
  int: "1",
  negative: "-1",
  "negative zero": "-0",
  "31 bits": "2147483647",
  "32 bits": "2147483648",
  "below 32 bits": "-2147483649",
  "beyond 64 bits": "99999999999999999999",
  float: "1.5",
  "whole float": "10.0",
  exponent: "1e1",
  "beyond all floats": "1e999",
  string: '"x"',
  digits: '"1"',
  empty: '""',
  block: '"""x"""',
  time: '"2017-01-01T00:02:10.8639373+03:00"',
  "time in a block": '"""2017-01-01t00:02z"""',
  "time without an offset": '"2017-01-01T00:02:10"',
  "day that is not there": '"2017-02-29T00:00:00Z"',
  "year 0": '"0000-12-31T23:59:59Z"',
  "last instant": '"9999-12-31T23:59:59.9999999Z"',
  "after the last instant": '"9999-12-31T23:59:59-00:01"',
  "before the first instant": '"0001-01-01T00:00:00+00:01"',
  boolean: "true",
  null: "null",
  enum: "DAY",
  "enum in lower case": "day",
  "unknown name": "FOO",
  "empty list": "[]",
  list: '["x"]',
  "list of null": "[null]",
  "list of int": "[1]",
  "nested list": '[["x"]]',
  "empty object": "{}",
  object: "{a: 1}",
  "list of object": "[{}]",
};

export function literals() {
  return positions().flatMap(({ name, type, document }) => Object.entries(kinds).map(([kind, literal]) => ({ kind: `literal ${kind} at ${name}`, type, text: document(literal) })));
}
