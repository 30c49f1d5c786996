package gqlhttp

import (
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// execute runs an operation. It is in the place of gqlgen's executor, which encodes
// the data into a buffer of any size: here the data stays a tree until it is written
// to an answer, which is bounded.
func (h *handler) execute(ctx context.Context, op *graphql.OperationContext, errs *errorList) *response {
	if err := context.Cause(ctx); err != nil {
		return h.failed(ctx, errs, err)
	}
	ctx = graphql.WithResponseContext(graphql.WithOperationContext(ctx, op), errs.present, h.presenter.recoverPanic)
	data := h.schema.Resolve(ctx, op)
	return &response{data: data, errors: graphql.GetErrors(ctx)}
}

// failed is the response of a request of which nothing was executed, or what was
// executed is not sent.
func (h *handler) failed(ctx context.Context, errs *errorList, causes ...error) *response {
	ctx = graphql.WithResponseContext(ctx, errs.present, h.presenter.recoverPanic)
	for _, err := range causes {
		if _, ok := errors.AsType[*gqlerror.Error](err); !ok {
			err = gqlerror.Wrap(err)
		}
		graphql.AddError(ctx, err)
	}
	return &response{errors: graphql.GetErrors(ctx)}
}
