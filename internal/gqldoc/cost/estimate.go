// Package cost estimates what an operation takes before it is executed.
package cost

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/gqldoc/responsefields"
)

// Estimate is what an operation takes at most, if every page is full.
type Estimate struct {
	// Cost is in units.
	Cost int
	// Bytes is the length of the answer with texts of the usual length.
	Bytes int
}

// requestBytes is what any request takes: stacks, buffers, and a block of the answer.
const requestBytes = 128 << 10

// Memory is what the operation takes until its answer is encoded, and the answer.
func (e Estimate) Memory() int64 { return requestBytes + int64(e.Cost)*UnitBytes + int64(e.Bytes) }

// Of returns what an operation takes with its variables.
func Of(op *ast.OperationDefinition, fragments ast.FragmentDefinitionList, variables map[string]any) Estimate {
	p := pricer{Collector: responsefields.Collector{Fragments: fragments}, variables: variables}
	return p.estimate(op)
}

// Constant returns what an operation takes, and whether that is the same for all values
// of its variables.
func Constant(op *ast.OperationDefinition, fragments ast.FragmentDefinitionList) (e Estimate, constant bool) {
	p := pricer{Collector: responsefields.Collector{Fragments: fragments}}
	e = p.estimate(op)
	return e, !p.varies
}

// BulkRows returns how many rows an operation records in bulks.
func BulkRows(op *ast.OperationDefinition, fragments ast.FragmentDefinitionList, variables map[string]any) int {
	if op.Operation != ast.Mutation {
		return 0
	}
	p := pricer{Collector: responsefields.Collector{Fragments: fragments}, variables: variables}
	return p.bulkRows(op)
}
