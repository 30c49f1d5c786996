package gqldoc

import "github.com/vektah/gqlparser/v2/ast"

// Fields returns the fields of a selection set, including those in fragments.
func Fields(set ast.SelectionSet) (fields []*ast.Field) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			fields = append(fields, s)
		case *ast.InlineFragment:
			fields = append(fields, Fields(s.SelectionSet)...)
		case *ast.FragmentSpread:
			fields = append(fields, Fields(s.Definition.SelectionSet)...)
		}
	}
	return fields
}
