package gqldoc

import (
	"slices"

	"github.com/99designs/gqlgen/graphql/introspection"
	"github.com/vektah/gqlparser/v2/ast"
)

// listOwners are the kinds of types that have each list of __Type. For all others
// the list is null, as isOneOf is for all but input objects.
var listOwners = map[string][]ast.DefinitionKind{
	"fields":        {ast.Object, ast.Interface},
	"interfaces":    {ast.Object, ast.Interface},
	"possibleTypes": {ast.Interface, ast.Union},
	"enumValues":    {ast.Enum},
	"inputFields":   {ast.InputObject},
	"isOneOf":       {ast.InputObject},
}

// Introspected is what a field of __Type answers with, where gqlgen has an empty list
// or false for what a type of that kind does not have: null. Object is the object
// that has the field. It can go when gqlgen answers null.
func Introspected(object any, field string, value any) any {
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
