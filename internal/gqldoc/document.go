package gqldoc

import (
	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/gqldoc/cost"
)

// Document is a valid document, with the estimates of those of its operations that
// take the same whatever their variables are.
type Document struct {
	*ast.QueryDocument
	estimates map[*ast.OperationDefinition]cost.Estimate
}

func newDocument(parsed *ast.QueryDocument) *Document {
	doc := &Document{QueryDocument: parsed, estimates: map[*ast.OperationDefinition]cost.Estimate{}}
	for _, op := range parsed.Operations {
		if total, constant := cost.Constant(op, parsed.Fragments); constant {
			doc.estimates[op] = total
		}
	}
	return doc
}

// Estimate is what an operation of the document takes with its variables.
func (d *Document) Estimate(op *graphql.OperationContext) cost.Estimate {
	if known, ok := d.estimates[op.Operation]; ok {
		return known
	}
	return cost.Of(op.Operation, d.Fragments, op.Variables)
}

// BulkRows is how many rows an operation of the document records in bulks.
func (d *Document) BulkRows(op *graphql.OperationContext) int {
	return cost.BulkRows(op.Operation, d.Fragments, op.Variables)
}
