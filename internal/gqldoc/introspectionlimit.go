package gqldoc

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/models"
)

// rejectIntrospection refuses a document that asks for the schema. __typename is no
// part of that: clients need it to tell the objects of an answer apart.
func rejectIntrospection(doc *ast.QueryDocument) error {
	asks := false
	for _, op := range doc.Operations {
		asks = asks || introspects(op.SelectionSet)
	}
	for _, f := range doc.Fragments {
		asks = asks || introspects(f.SelectionSet)
	}
	if asks {
		return models.Invalid("", "This server does not show its schema: ask its operator for it.")
	}
	return nil
}

func introspects(set ast.SelectionSet) bool {
	return slices.ContainsFunc(set, func(s ast.Selection) bool {
		switch s := s.(type) {
		case *ast.Field:
			return s.Name == "__schema" || s.Name == "__type" || introspects(s.SelectionSet)
		case *ast.InlineFragment:
			return introspects(s.SelectionSet)
		}
		return false
	})
}
