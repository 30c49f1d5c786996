package gqldoc

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/gqldoc/cost"
)

// document is a valid document, with the estimates of the operations whose cost does not
// depend on variables.
type document struct {
	*ast.QueryDocument
	estimates map[*ast.OperationDefinition]cost.Estimate
}

func newDocument(parsed *ast.QueryDocument) *document {
	doc := &document{QueryDocument: parsed, estimates: map[*ast.OperationDefinition]cost.Estimate{}}
	for _, op := range parsed.Operations {
		if total, constant := cost.Constant(op, parsed.Fragments); constant {
			doc.estimates[op] = total
		}
	}
	return doc
}

// estimate returns the estimate of an operation of the document.
func (d *document) estimate(op *ast.OperationDefinition, variables map[string]any) cost.Estimate {
	if known, ok := d.estimates[op]; ok {
		return known
	}
	return cost.Of(op, d.Fragments, variables)
}
