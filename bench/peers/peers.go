// Package peers contains the schema and the tables that the peers share. A peer is a server
// that others build with other libraries than itemactivity's.
package peers

import _ "embed" // the files

// Schema is the GraphQL schema of the peers.
//
//go:embed schema.graphql
var Schema string

// Tables creates the tables in SQLite, and the items of the benchmark.
//
//go:embed tables.sql
var Tables string
