package gqlhttp

import (
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// execute executes an operation. It replaces gqlgen's executor, which encodes the data
// into a buffer without a size limit. The data that execute returns is not encoded yet.
// It is encoded later, into a responseBody, which has a size limit.
func (h *handler) execute(ctx context.Context, op *graphql.OperationContext, errs *errorList) *response {
	if err := context.Cause(ctx); err != nil {
		return h.failed(ctx, errs, err)
	}
	ctx = graphql.WithResponseContext(graphql.WithOperationContext(ctx, op), errs.present, h.presenter.recoverPanic)
	data := h.schema.Resolve(ctx, op)
	return &response{data: data, errors: graphql.GetErrors(ctx)}
}

// failed returns a response without data, for a request that was not executed or whose
// data is not sent.
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
