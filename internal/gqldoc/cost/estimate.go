// Package cost estimates the processor time and the memory of an operation before it is
// executed.
package cost

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/gqldoc/responsefields"
)

// Estimate is an upper bound of the cost of an operation, with every page full.
type Estimate struct {
	// Cost is in units. See ObjectUnits for the size of a unit.
	Cost int
	// Bytes is the length of the response, if its texts have the usual length.
	Bytes int
	// Rows is the number of rows that the operation records with createItemActivities.
	Rows int
}

// requestBytes is the memory that every request needs for stacks, buffers and a block of the
// response.
const requestBytes = 128 << 10

// Memory returns the memory, in bytes, that the operation needs until its response is
// encoded, including the encoded response.
func (e Estimate) Memory() int64 { return requestBytes + int64(e.Cost)*UnitBytes + int64(e.Bytes) }

// Of returns the estimate of an operation with the values of its variables.
func Of(op *ast.OperationDefinition, fragments ast.FragmentDefinitionList, variables map[string]any) Estimate {
	e := newEstimator(fragments, variables)
	return e.operation(op)
}

// Constant returns the estimate of an operation without variables, and whether the estimate
// is the same for all values of its variables.
func Constant(op *ast.OperationDefinition, fragments ast.FragmentDefinitionList) (total Estimate, constant bool) {
	e := newEstimator(fragments, nil)
	total = e.operation(op)
	return total, !e.dependsOnVariables
}

func newEstimator(fragments ast.FragmentDefinitionList, variables map[string]any) *estimator {
	return &estimator{Collector: responsefields.Collector{Fragments: fragments}, variables: variables}
}
