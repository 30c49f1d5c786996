package rest

import (
	"unicode"
	"unicode/utf8"
)

// typePrefix is the namespace of Graph's types.
const typePrefix = "microsoft.graph."

// graphNames are the names of Graph's types that differ from those of the schema by more
// than the case of the first letter.
var graphNames = map[string]string{"DriveActivity": "itemActivityOLD"}

// graphName returns Graph's name of a type of the schema.
func graphName(typeName string) string {
	if name, ok := graphNames[typeName]; ok {
		return name
	}
	first, size := utf8.DecodeRuneInString(typeName)
	return string(unicode.ToLower(first)) + typeName[size:]
}
