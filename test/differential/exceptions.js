// Where the server differs from graphql-js on purpose, and why. Any other difference
// fails, and so does an exception that matches nothing.
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
    parts: ["validation", "strings"],
    excuses: ({ input }) => input.includes("\u0000"),
  },
  {
    name: "subscriptions: the schema has none; the server refuses them in validation, graphql-js in execution",
    parts: ["validation"],
    excuses: ({ js, input }) => js === true && /\bsubscription\b/.test(input),
  },
  {
    name: "type definitions: the server does not parse them, so that the syntax error is at their first token",
    parts: ["validation"],
    excuses: ({ kind, input }) => kind === "place" && /\b(type|schema|extend)\b/.test(input),
  },
  {
    name: "__typename is a String! by the specification; graphql-js ignores its type when it merges fields",
    parts: ["validation"],
    excuses: ({ js, input, detail }) => js === true && /: __typename/.test(input) && detail.server.includes("they return conflicting types"),
  },
  {
    name: "dates: a DateTimeOffset is a JSON string; graphql-js accepts any value for a custom scalar",
    parts: ["variables"],
    excuses: ({ js, detail }) => js === true && detail.server.includes("DateTimeOffset cannot represent a non string value"),
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
