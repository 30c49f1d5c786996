package gqlhttp

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/internal/gqldoc"
)

// prepare returns the operation of a request, or the errors of its document and variables.
// A large document may have to wait for other documents. If the context ends during the
// wait, prepare returns an UNAVAILABLE error.
func (h *handler) prepare(ctx context.Context, params *parameters) (*gqldoc.Operation, gqlerror.List, error) {
	release, err := h.scheduler.AcquireDocument(ctx, len(params.Query))
	if err != nil {
		return nil, nil, err
	}
	defer release()
	op, errs := h.documents.Prepare(params.request())
	return op, errs, nil
}

// operationContext returns gqlgen's context for an operation, without middleware.
func (h *handler) operationContext(op *gqldoc.Operation, params *parameters) *graphql.OperationContext {
	return &graphql.OperationContext{
		RawQuery:             params.Query,
		Variables:            op.Variables,
		OperationName:        params.OperationName,
		Doc:                  op.Document,
		Extensions:           params.Extensions,
		Headers:              params.Headers,
		Operation:            op.Definition,
		DisableIntrospection: !h.introspection,
		RecoverFunc:          h.presenter.recoverPanic,
	}
}
