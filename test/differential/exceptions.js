// Where the server differs from graphql-js on purpose, and why. Any other difference
// fails, and so does an exception that matches nothing in one of its parts.
export const exceptions = [
  {
    name: "limits: the server bounds what a document costs to validate and to execute",
    parts: ["validation", "execution"],
    excuses: ({ detail }) => detail.code === "QUERY_TOO_COMPLEX" || detail.code === "PAYLOAD_TOO_LARGE",
  },
  {
    name: "an empty query is refused by HTTP, and the error has no location",
    parts: ["validation"],
    excuses: ({ input }) => input === "",
  },
  {
    name: "NUL is refused anywhere in a request, because not every client of the stored data can hold it",
    parts: ["validation"],
    excuses: ({ input }) => input.includes("\u0000"),
  },
  {
    name: "subscriptions: the schema has none; the server refuses them in validation, graphql-js in execution",
    parts: ["validation"],
    excuses: ({ js, input, detail }) => (js === true || detail.rule === "KnownRootType") && /\bsubscription\b/.test(input),
  },
  {
    name: "type definitions: the server does not parse them, so that the syntax error is at their first token",
    parts: ["validation"],
    excuses: ({ kind, detail }) => kind === "place" && /^The document is not GraphQL: Unexpected (description, only|Name "(type|schema|extend|scalar|interface|union|enum|input|directive)")/.test(detail.server),
  },
  {
    name: "__typename is a String! by the specification; graphql-js ignores its type when it merges fields",
    parts: ["validation"],
    excuses: ({ kind, js, server, input, detail }) =>
      input.includes("__typename") && (kind === "place" ? detail.rule === "OverlappingFieldsCanBeMerged" && js.every((places) => server.includes(places)) : js === true && detail.server.includes("they return conflicting types")),
  },
  {
    name: "half of a surrogate pair is refused anywhere in a request, because no UTF-8 has it",
    parts: ["validation", "variables"],
    excuses: ({ input, detail }) => (input.includes("\ud800") || input.includes("\\ud800")) && detail.server?.includes("half of a surrogate pair"),
  },
  {
    name: "null in a non-null place refuses the request, so that no mutation is executed in part; graphql-js executes the other fields",
    parts: ["nulls"],
    excuses: ({ kind, detail }) => kind === "partial" && detail.server.endsWith("must not be null."),
  },
  {
    name: "an ID from an integer has all its digits; graphql-js rounds it to a double, and writes it with an exponent from 1e21 on",
    parts: ["values"],
    excuses: ({ js, server }) => typeof js === "string" && /^-?\d+$/.test(server) && Number(js) === Number(server) && (js.includes("e") || !Number.isSafeInteger(Number(js))),
  },
  {
    name: "Int: -0 is 0, because an integer of 32 bits has no negative zero",
    parts: ["values"],
    excuses: ({ js, server }) => Object.is(js, -0) && Object.is(server, 0),
  },
  {
    name: "descriptions of built-in types and directives are those of gqlparser",
    parts: ["introspection"],
    excuses: ({ input, detail }) => input.endsWith("/description") && detail.builtIn,
  },
  {
    name: "deprecation of directives is a proposal that graphql-js implements; the September 2025 edition does not have it",
    parts: ["introspection"],
    excuses: ({ input, server }) => server === null && (/\/__Directive\/fields\/(isDeprecated|deprecationReason)$/.test(input) || /\/__Schema\/fields\/directives\/args\/includeDeprecated$/.test(input) || /^\/__schema\/directives\/\w+\/(isDeprecated|deprecationReason)$/.test(input)),
  },
];
