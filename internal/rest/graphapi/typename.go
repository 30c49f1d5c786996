package graphapi

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// TypePrefix is the namespace of Graph's types.
const TypePrefix = "microsoft.graph."

// typeNames are the names of Graph's types that differ from those of the schema by more than
// the case of the first letter.
var typeNames = map[string]string{"DriveActivity": "itemActivityOLD"}

// TypeName returns Graph's name of a type of the GraphQL schema, without TypePrefix.
func TypeName(graphqlName string) string {
	if name, ok := typeNames[graphqlName]; ok {
		return name
	}
	first, size := utf8.DecodeRuneInString(graphqlName)
	return string(unicode.ToLower(first)) + graphqlName[size:]
}

// InputTypeName returns Graph's name of the type that an input type of the GraphQL schema
// creates or changes, without TypePrefix.
func InputTypeName(graphqlName string) string {
	return TypeName(strings.TrimSuffix(strings.TrimSuffix(graphqlName, "Input"), "Update"))
}
