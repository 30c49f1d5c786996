package gqldoc

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/models"
)

// rejectIntrospection rejects a document that requests the schema. It allows __typename,
// which clients need to distinguish the objects of a response.
func rejectIntrospection(doc *ast.QueryDocument) error {
	requested := false
	for _, op := range doc.Operations {
		requested = requested || introspects(op.SelectionSet)
	}
	for _, f := range doc.Fragments {
		requested = requested || introspects(f.SelectionSet)
	}
	if requested {
		return models.Invalid("", "Introspection is disabled on this server. Ask its operator for the schema.")
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
