// Package gqldoc turns the text of a GraphQL document and its variables into an operation
// that is valid, within limits and ready to be executed, with the results of graphql-js
// 16. Documents.Prepare does this for every front of the server.
//
// It uses gqlparser's syntax tree, because gqlgen executes that, and most of its
// validation rules. gqldoc and its packages are the only place that works around faults
// of gqlparser and gqlgen. Each file says which fault it works around, and when it can be
// removed:
//
//   - syntax replaces gqlparser's parser.
//   - validation replaces most of its validation rules. It reports each error once, with
//     the locations of graphql-js. It also rewrites literals that gqlparser would evaluate
//     wrongly.
//   - variables replaces its coercion of variables, and rejects nulls that gqlgen would
//     turn into zero values.
//   - schema.go and introspectionresult.go correct the introspection result.
//
// `make differential` compares the running server with graphql-js.
package gqldoc
