// Package gqldoc parses and validates GraphQL documents and coerces variables, with
// the results of graphql-js 16.
//
// It uses gqlparser's syntax tree, because gqlgen executes that, and most of its
// validation rules. It is the only place that works around faults of gqlparser and
// gqlgen. Each file says which fault it works around, and when it can be removed:
//
//   - lexer.go, text.go, block.go and parser.go replace gqlparser's parser.
//   - fields.go, kinds.go, names.go, unique.go, usages.go, positions.go, cycles.go,
//     merging.go, selected.go, conflicts.go and literals.go replace most of its
//     validation rules. With places.go they report each error once, with the locations
//     of graphql-js.
//   - settle.go rewrites literals that gqlparser would evaluate wrongly.
//   - variables.go and leaf.go replace its coercion of variables.
//   - nulls.go rejects nulls that gqlgen would turn into zero values.
//   - schema.go and introspection.go correct the introspection result.
//
// `make differential` compares the running server with graphql-js.
package gqldoc
