package gqldoc

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/internal/gqldoc/cost"
	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
	"github.com/itemactivity/itemactivity/internal/gqldoc/variables"
	"github.com/itemactivity/itemactivity/internal/plan"
	"github.com/itemactivity/itemactivity/internal/strictjson"
	"github.com/itemactivity/itemactivity/models"
)

// Request asks for the execution of an operation.
type Request struct {
	// Text is the text of the document.
	Text string
	// OperationName selects an operation of the document. It is nil to select the only
	// one.
	OperationName *string
	// Variables is an object, or absent.
	Variables strictjson.Value
}

// Operation is an operation of a valid document. It is within the limits and ready to be
// executed.
type Operation struct {
	// Document is shared by all operations with the same text, and must not be changed.
	Document   *ast.QueryDocument
	Definition *ast.OperationDefinition
	// Variables are the coerced variables, as variables.Coerce returns them.
	Variables map[string]any
	Estimate  cost.Estimate
	// Plan is nil if gqlgen executes the operation. Unplanned is the reason, or empty if no
	// operation has a plan.
	Plan      *plan.Plan
	Unplanned plan.Reason
}

// Prepare returns the operation that a request asks for. It replaces gqlgen's executor,
// which would visit the document and the variables again. Each error wraps a
// *models.Error or has the name of a validation rule.
func (d *Documents) Prepare(r Request) (*Operation, gqlerror.List) {
	doc, errs := d.document(r.Text)
	if errs != nil {
		return nil, errs
	}
	definition, err := operationNamed(doc, r.OperationName)
	if err != nil {
		return nil, gqlerror.List{gqlerror.WrapIfUnwrapped(err)}
	}
	op, grown, errs := d.operation(doc, definition, r.Variables)
	if grown {
		d.cache.Add(doc.text, doc) // with its present size
	}
	return op, errs
}

// operation returns an operation of a valid document with its variables. If a plan was added to the
// document, grown is true.
func (d *Documents) operation(doc *document, definition *ast.OperationDefinition, sent strictjson.Value) (op *Operation, grown bool, errs gqlerror.List) {
	values, errs := variables.Coerce(d.schema, definition, sent)
	if errs == nil {
		errs = variables.CheckNulls(d.schema, doc.QueryDocument, definition, values)
	}
	if errs != nil {
		return nil, false, errs
	}
	op = &Operation{Document: doc.QueryDocument, Definition: definition, Variables: values, Estimate: doc.estimate(definition, values)}
	if err := d.limits.checkOperation(op); err != nil {
		return nil, false, gqlerror.List{gqlerror.WrapIfUnwrapped(err)}
	}
	if plans := doc.plans[definition]; plans != nil {
		op.Plan, op.Unplanned, grown = plans.For(values)
	}
	return op, grown, nil
}

// operationNamed returns the operation of a document with a name, or the only one.
func operationNamed(doc *document, name *string) (*ast.OperationDefinition, error) {
	wanted := ""
	if name != nil {
		if wanted = *name; wanted == "" {
			return nil, models.Invalid("operationName", `Unknown operation named "". Omit operationName to execute the only operation of the document.`)
		}
	}
	if op := doc.Operations.ForName(wanted); op != nil {
		return op, nil
	}
	if name == nil {
		return nil, models.Invalid("", "Must provide operation name if query contains multiple operations.")
	}
	return nil, models.Invalid("", "Unknown operation named %s.", docerror.Quote(wanted))
}
