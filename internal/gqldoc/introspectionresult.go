package gqldoc

import (
	"slices"

	"github.com/99designs/gqlgen/graphql/introspection"
	"github.com/vektah/gqlparser/v2/ast"
)

// listOwners has the kinds of types for which a field of __Type is not null.
var listOwners = map[string][]ast.DefinitionKind{
	"fields":        {ast.Object, ast.Interface},
	"interfaces":    {ast.Object, ast.Interface},
	"possibleTypes": {ast.Interface, ast.Union},
	"enumValues":    {ast.Enum},
	"inputFields":   {ast.InputObject},
	"isOneOf":       {ast.InputObject},
}

// IntrospectionResult returns the value of a field of __Type: null instead of gqlgen's empty
// list or false if types of that kind do not have the field. The object is the parent of
// the field, an *introspection.Type. It can be removed when gqlgen returns null.
func IntrospectionResult(object any, field string, value any) any {
	owners, listed := listOwners[field]
	t, ok := object.(*introspection.Type)
	if !listed || !ok {
		return value
	}
	if slices.Contains(owners, ast.DefinitionKind(t.Kind())) {
		return value
	}
	return nil
}
