package validation

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/core"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
	"github.com/itemactivity/itemactivity/internal/gqldoc/syntax"
)

// The number of a token in a node. A description is not counted.
const (
	// nameAt is the name of an operation, a fragment, a spread or a variable.
	nameAt = 1
	// inlineTypeAt is the type condition of an inline fragment.
	inlineTypeAt = 2
	// fragmentTypeAt is the type condition of a fragment.
	fragmentTypeAt = 3
)

// atToken adds the location of a token of the node at a position.
func atToken(node *ast.Position, number int) core.ErrorOption {
	return func(err *gqlerror.Error) {
		err.Locations = append(err.Locations, docerror.Locations(syntax.TokenPosition(node, number))...)
	}
}

// atSelectionSet adds the location of the selection set of a field, which must have one.
func atSelectionSet(field *ast.Field) core.ErrorOption {
	return func(err *gqlerror.Error) {
		err.Locations = append(err.Locations, docerror.Locations(syntax.SelectionSetPosition(field))...)
	}
}

// atName adds the location of the name in a type, which may be a list.
func atName(t *ast.Type) core.ErrorOption {
	for t.Elem != nil {
		t = t.Elem
	}
	return core.At(t.Position)
}

// atEach adds the locations of several nodes.
func atEach[T any](nodes []T, at func(T) core.ErrorOption) core.ErrorOption {
	return func(err *gqlerror.Error) {
		for _, node := range nodes {
			at(node)(err)
		}
	}
}
