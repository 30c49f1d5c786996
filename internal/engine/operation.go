package engine

import (
	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/internal/gqldoc"
	"github.com/itemactivity/itemactivity/internal/gqldoc/variables"
)

// Prepare returns the operation of a document, or the errors of the document and its
// variables. A large document may have to wait for other documents. If the time limit is
// reached during the wait, Prepare returns an UNAVAILABLE error.
func (x *Exchange) Prepare(r gqldoc.Request) (*gqldoc.Operation, gqlerror.List, error) {
	release, err := x.engine.scheduler.AcquireDocument(x.ctx, len(r.Text))
	if err != nil {
		return nil, nil, err
	}
	defer release()
	op, errs := x.engine.documents.Prepare(r)
	return op, errs, nil
}

// Fix returns a document of the server itself, or the errors of its text.
func (e *Engine) Fix(text string) (*gqldoc.Fixed, error) {
	fixed, errs := e.documents.Fix(text)
	if errs != nil {
		return nil, errs
	}
	return fixed, nil
}

// Schema returns the schema. It must not be changed.
func (e *Engine) Schema() *ast.Schema { return e.schema }

// operationContext returns gqlgen's context for an operation, without middleware.
func (e *Engine) operationContext(of Execution) *graphql.OperationContext {
	return &graphql.OperationContext{
		Variables:            variables.Plain(e.schema, of.Definition, of.Variables),
		OperationName:        of.Definition.Name,
		Doc:                  of.Document,
		Operation:            of.Definition,
		DisableIntrospection: !e.introspection,
		RecoverFunc:          e.presenter.recoverPanic,
	}
}
