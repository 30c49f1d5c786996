// Package graph speaks GraphQL.
package graph
