// Package gqldoc turns the text of a GraphQL document into a valid document, and
// the JSON of its variables into values. It is the one place where this server
// mends gqlparser: what a document means is what graphql-js 16 says it means.
//
// The syntax tree is gqlparser's, because gqlgen executes it. Each file says which
// fault of gqlparser it stands for, and what can be removed once gqlparser has
// mended it:
//
//   - lexer.go, text.go, block.go and parser.go replace gqlparser's parser;
//   - rules.go and literals.go replace some of its rules of validation;
//   - settle.go takes out of a valid document what gqlparser would compute wrongly;
//   - variables.go and leaf.go replace its coercion of variables;
//   - nulls.go refuses what only the values of variables make wrong;
//   - schema.go and introspection.go mend what gqlgen says of the schema.
//
// `make differential` compares the whole server with graphql-js.
package gqldoc
