package gqldoc

import (
	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// Document is a valid document, with the estimates of those of its operations that
// take the same whatever their variables are.
type Document struct {
	*ast.QueryDocument
	estimates map[*ast.OperationDefinition]Estimate
}

func newDocument(parsed *ast.QueryDocument) *Document {
	doc := &Document{QueryDocument: parsed, estimates: map[*ast.OperationDefinition]Estimate{}}
	for _, op := range parsed.Operations {
		p := pricer{fieldCollector: fieldCollector{fragments: parsed.Fragments}}
		if total := p.estimate(op); !p.varies {
			doc.estimates[op] = total
		}
	}
	return doc
}

// Estimate is what an operation of the document takes with its variables.
func (d *Document) Estimate(op *graphql.OperationContext) Estimate {
	if known, ok := d.estimates[op.Operation]; ok {
		return known
	}
	p := pricer{fieldCollector: fieldCollector{fragments: d.Fragments}, variables: op.Variables}
	return p.estimate(op.Operation)
}

// BulkRows is how many rows an operation of the document records in bulks.
func (d *Document) BulkRows(op *graphql.OperationContext) int {
	if op.Operation.Operation != ast.Mutation {
		return 0
	}
	p := pricer{fieldCollector: fieldCollector{fragments: d.Fragments}, variables: op.Variables}
	return p.bulkRows(op.Operation)
}
