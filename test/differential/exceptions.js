import { isWrongID } from "./wrongids.js";

// The intended differences between the server and graphql-js. Any other difference is a
// failure. parts has the maximum number of differences that an exception may excuse in each
// part. An exception that excuses more, or none, in one of its parts is a failure as well.
export const exceptions = [
  {
    name: "the server checks the limit of the response depth before it checks for cycles of fragments, which exceed it",
    parts: { validation: 20 },
    excuses: ({ kind, detail }) => kind === "place" && detail.code === "QUERY_TOO_COMPLEX" && detail.server === "The response would be nested more than 1000 levels deep." && detail.rules.includes("NoFragmentCycles"),
  },
  {
    name: "the server rejects invalid ids before the execution: empty ones, ones with control characters and ones that are too long",
    parts: { validation: 150, variables: 30 },
    excuses: ({ kind, detail }) => kind === "wrong id" && isWrongID(detail.server),
  },
  {
    name: "the HTTP layer rejects an empty query, and the error has no location",
    parts: { validation: 20 },
    excuses: ({ input }) => input === "",
  },
  {
    name: "the server rejects NUL anywhere in a request, because not every client can store it",
    parts: { validation: 25 },
    excuses: ({ input }) => input.includes("\u0000"),
  },
  {
    name: "the schema has no subscriptions; the server rejects them in validation, graphql-js in execution",
    parts: { validation: 25 },
    excuses: ({ js, input, detail }) => (js === true || detail.rule === "KnownRootType") && /\bsubscription\b/.test(input),
  },
  {
    name: "the server does not parse type definitions, so that the syntax error is at their first token",
    parts: { validation: 25 },
    excuses: ({ kind, detail }) => kind === "place" && /^Syntax Error: Unexpected (description, only|Name "(type|schema|extend|scalar|interface|union|enum|input|directive)")/.test(detail.server),
  },
  {
    name: "the specification defines the type of __typename as String!; graphql-js ignores the type when it merges fields",
    parts: { validation: 10 },
    excuses: ({ kind, js, server, input, detail }) =>
      input.includes("__typename") && (kind === "place" ? detail.rule === "OverlappingFieldsCanBeMerged" && js.every((places) => server.includes(places)) : js === true && detail.server.includes("they return conflicting types")),
  },
  {
    name: "the server rejects an unpaired surrogate anywhere in a request, because UTF-8 cannot encode it",
    parts: { validation: 50, variables: 2000 },
    excuses: ({ input, detail }) => (input.includes("\ud800") || input.includes("\\ud800")) && detail.server?.includes("unpaired surrogate"),
  },
  {
    name: "the server rejects a request with null at a non-null position, so that no mutation is executed in part; graphql-js executes the other fields",
    parts: { nulls: 25 },
    excuses: ({ kind, detail }) => kind === "partial" && detail.server.endsWith("must not be null."),
  },
  {
    name: "an ID from an integer has all digits; graphql-js rounds it to a double, and uses an exponent from 1e21 on",
    parts: { values: 2000 },
    excuses: ({ js, server }) => typeof js === "string" && /^-?\d+$/.test(server) && Number(js) === Number(server) && (js.includes("e") || !Number.isSafeInteger(Number(js))),
  },
  {
    name: "an Int of -0 is 0, because a 32-bit integer has no negative zero",
    parts: { values: 300 },
    excuses: ({ js, server }) => Object.is(js, -0) && Object.is(server, 0),
  },
  {
    name: "descriptions of built-in types and directives are those of gqlparser",
    parts: { introspection: 100 },
    excuses: ({ input, detail }) => input.endsWith("/description") && detail.builtIn,
  },
  {
    name: "graphql-js implements a proposal for the deprecation of directives, which is not in the September 2025 edition",
    parts: { introspection: 1500 },
    excuses: ({ input, server }) => server === null && (/\/__Directive\/fields\/(isDeprecated|deprecationReason)$/.test(input) || /\/__Schema\/fields\/directives\/args\/includeDeprecated$/.test(input) || /^\/__schema\/directives\/\w+\/(isDeprecated|deprecationReason)$/.test(input)),
  },
];
