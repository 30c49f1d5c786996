package graph

import (
	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// document is a valid document, with the costs of those of its operations that
// cost the same whatever their variables are.
type document struct {
	*ast.QueryDocument
	costs map[*ast.OperationDefinition]int
}

func newDocument(parsed *ast.QueryDocument) *document {
	doc := &document{QueryDocument: parsed, costs: map[*ast.OperationDefinition]int{}}
	for _, op := range parsed.Operations {
		p := pricer{merger: merger{fragments: parsed.Fragments}}
		if cost := p.cost(op); !p.varies {
			doc.costs[op] = cost
		}
	}
	return doc
}

// cost is what an operation of the document costs with its variables.
func (d *document) cost(op *graphql.OperationContext) int {
	if known, ok := d.costs[op.Operation]; ok {
		return known
	}
	p := pricer{merger: merger{fragments: d.Fragments}, variables: op.Variables}
	return p.cost(op.Operation)
}
