package gqldoc

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/gqldoc/cost"
	"github.com/itemactivity/itemactivity/internal/plan"
)

// document is a valid document, with the estimates of the operations whose cost does not
// depend on variables.
type document struct {
	*ast.QueryDocument
	text      string
	estimates map[*ast.OperationDefinition]cost.Estimate
	// plans is empty if operations are executed without plans.
	plans map[*ast.OperationDefinition]*plan.Plans
}

// newDocument returns a document of a valid text. The compiler is nil if operations are executed
// without plans.
func newDocument(text string, parsed *ast.QueryDocument, compiler *plan.Compiler) *document {
	doc := &document{QueryDocument: parsed, text: text, estimates: map[*ast.OperationDefinition]cost.Estimate{}, plans: map[*ast.OperationDefinition]*plan.Plans{}}
	for _, op := range parsed.Operations {
		if compiler != nil {
			doc.plans[op] = compiler.NewPlans(parsed, op)
		}
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

// planBytes returns the approximate memory of the plans.
func (d *document) planBytes() (total int) {
	for _, plans := range d.plans {
		total += plans.Bytes()
	}
	return total
}
