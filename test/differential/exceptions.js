import { isWrongID } from "./wrongids.js";

// Where the server differs from graphql-js on purpose, and why. Any other difference
// fails. Each of the parts of an exception has the most differences that it may excuse
// there. An exception that matches more of them fails, and so does one that matches none.
export const exceptions = [
  {
    name: "limits: the depth of an answer has one, which is looked at before the cycles of fragments that have no end",
    parts: { validation: 20 },
    excuses: ({ kind, detail }) => kind === "place" && detail.code === "QUERY_TOO_COMPLEX" && detail.server === "The answer would be nested more than 1000 levels deep." && detail.rules.includes("NoFragmentCycles"),
  },
  {
    name: "an ID that no id can be is refused before anything is executed: an empty one, one with control characters and one that is too long",
    parts: { validation: 150, variables: 30 },
    excuses: ({ kind, detail }) => kind === "wrong id" && isWrongID(detail.server),
  },
  {
    name: "an empty query is refused by HTTP, and the error has no location",
    parts: { validation: 20 },
    excuses: ({ input }) => input === "",
  },
  {
    name: "NUL is refused anywhere in a request, because not every client of the stored data can hold it",
    parts: { validation: 25 },
    excuses: ({ input }) => input.includes("\u0000"),
  },
  {
    name: "subscriptions: the schema has none; the server refuses them in validation, graphql-js in execution",
    parts: { validation: 25 },
    excuses: ({ js, input, detail }) => (js === true || detail.rule === "KnownRootType") && /\bsubscription\b/.test(input),
  },
  {
    name: "type definitions: the server does not parse them, so that the syntax error is at their first token",
    parts: { validation: 25 },
    excuses: ({ kind, detail }) => kind === "place" && /^The document is not GraphQL: Unexpected (description, only|Name "(type|schema|extend|scalar|interface|union|enum|input|directive)")/.test(detail.server),
  },
  {
    name: "__typename is a String! by the specification; graphql-js ignores its type when it merges fields",
    parts: { validation: 10 },
    excuses: ({ kind, js, server, input, detail }) =>
      input.includes("__typename") && (kind === "place" ? detail.rule === "OverlappingFieldsCanBeMerged" && js.every((places) => server.includes(places)) : js === true && detail.server.includes("they return conflicting types")),
  },
  {
    name: "half of a surrogate pair is refused anywhere in a request, because no UTF-8 has it",
    parts: { validation: 50, variables: 2000 },
    excuses: ({ input, detail }) => (input.includes("\ud800") || input.includes("\\ud800")) && detail.server?.includes("half of a surrogate pair"),
  },
  {
    name: "null in a non-null place refuses the request, so that no mutation is executed in part; graphql-js executes the other fields",
    parts: { nulls: 25 },
    excuses: ({ kind, detail }) => kind === "partial" && detail.server.endsWith("must not be null."),
  },
  {
    name: "an ID from an integer has all its digits; graphql-js rounds it to a double, and writes it with an exponent from 1e21 on",
    parts: { values: 2000 },
    excuses: ({ js, server }) => typeof js === "string" && /^-?\d+$/.test(server) && Number(js) === Number(server) && (js.includes("e") || !Number.isSafeInteger(Number(js))),
  },
  {
    name: "Int: -0 is 0, because an integer of 32 bits has no negative zero",
    parts: { values: 300 },
    excuses: ({ js, server }) => Object.is(js, -0) && Object.is(server, 0),
  },
  {
    name: "descriptions of built-in types and directives are those of gqlparser",
    parts: { introspection: 100 },
    excuses: ({ input, detail }) => input.endsWith("/description") && detail.builtIn,
  },
  {
    name: "deprecation of directives is a proposal that graphql-js implements; the September 2025 edition does not have it",
    parts: { introspection: 1500 },
    excuses: ({ input, server }) => server === null && (/\/__Directive\/fields\/(isDeprecated|deprecationReason)$/.test(input) || /\/__Schema\/fields\/directives\/args\/includeDeprecated$/.test(input) || /^\/__schema\/directives\/\w+\/(isDeprecated|deprecationReason)$/.test(input)),
  },
];
