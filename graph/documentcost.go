package graph

import (
	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// document is a valid document, with the estimates of those of its operations that
// take the same whatever their variables are.
type document struct {
	*ast.QueryDocument
	estimates map[*ast.OperationDefinition]estimate
}

func newDocument(parsed *ast.QueryDocument) *document {
	doc := &document{QueryDocument: parsed, estimates: map[*ast.OperationDefinition]estimate{}}
	for _, op := range parsed.Operations {
		p := pricer{merger: merger{fragments: parsed.Fragments}}
		if total := p.estimate(op); !p.varies {
			doc.estimates[op] = total
		}
	}
	return doc
}

// estimate is what an operation of the document takes with its variables.
func (d *document) estimate(op *graphql.OperationContext) estimate {
	if known, ok := d.estimates[op.Operation]; ok {
		return known
	}
	p := pricer{merger: merger{fragments: d.Fragments}, variables: op.Variables}
	return p.estimate(op.Operation)
}

// bulkRows is how many rows an operation of the document records in bulks.
func (d *document) bulkRows(op *graphql.OperationContext) int {
	if op.Operation.Operation != ast.Mutation {
		return 0
	}
	p := pricer{merger: merger{fragments: d.Fragments}, variables: op.Variables}
	return p.bulkRows(op.Operation)
}
