// Where the server is to differ from graphql-js, and why. Whatever differs and is
// not excused here fails; so does an exception that excuses nothing.
export const exceptions = [
  {
    name: "limits: no document costs more to validate or to answer than it may",
    parts: ["validation", "execution"],
    excuses: ({ detail }) => detail.code === "QUERY_TOO_COMPLEX" || detail.code === "PAYLOAD_TOO_LARGE",
  },
  {
    name: "a request without a document is refused before GraphQL is asked, and has no place in it",
    parts: ["validation"],
    excuses: ({ input }) => input === "",
  },
  {
    name: "NUL is refused anywhere in a request: not every reader of what is stored could hold it",
    parts: ["validation", "strings"],
    excuses: ({ input }) => input.includes("\u0000"),
  },
  {
    name: "a kind of operation that the schema does not have is refused by validation; graphql-js refuses it when it is to run",
    parts: ["validation"],
    excuses: ({ js, input }) => js === true && /\bsubscription\b/.test(input),
  },
  {
    name: "type definitions are no part of a request: they are refused where they begin, whatever else is wrong in them",
    parts: ["validation"],
    excuses: ({ kind, input }) => kind === "place" && /\b(type|schema|extend)\b/.test(input),
  },
  {
    name: "two fields of one name, one of which is __typename: it is a String! by the specification, and graphql-js forgets its type",
    parts: ["validation"],
    excuses: ({ js, input, detail }) => js === true && /: __typename/.test(input) && detail.server.includes("they return conflicting types"),
  },
  {
    name: "dates: a DateTimeOffset is a JSON string, where graphql-js takes anything for a scalar that it does not know",
    parts: ["variables"],
    excuses: ({ js, detail }) => js === true && detail.server.includes("DateTimeOffset cannot represent a non string value"),
  },
  {
    name: "descriptions of what every schema has: they are gqlparser's",
    parts: ["introspection"],
    excuses: ({ input, detail }) => input.endsWith("/description") && detail.builtIn,
  },
  {
    name: "deprecated directives: they are a proposal that graphql-js tries out, and not in the September 2025 edition",
    parts: ["introspection"],
    excuses: ({ input, server }) => server === null && (/\/__Directive\/fields\/(isDeprecated|deprecationReason)$/.test(input) || /\/__Schema\/fields\/directives\/args\/includeDeprecated$/.test(input) || /^\/__schema\/directives\/\w+\/(isDeprecated|deprecationReason)$/.test(input)),
  },
];
