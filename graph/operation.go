package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/models"
)

// prepare makes an operation of a request that is ready to run, and within the
// limits. It is in the executor's place: that one would go through the document
// and the variables again.
func (h *handler) prepare(ctx context.Context, params *graphql.RawParams) (context.Context, *graphql.OperationContext, gqlerror.List) {
	doc, errs := h.documents.get(params.Query)
	if errs != nil {
		return ctx, nil, errs
	}
	wanted := doc.Operations.ForName(params.OperationName)
	if wanted == nil {
		return ctx, nil, gqlerror.List{gqlerror.Wrap(models.Invalid("", "The document has no such operation, or several and operationName does not say which."))}
	}
	variables, err := coerce(h.documents.schema, wanted, params.Variables)
	if err != nil {
		return ctx, nil, gqlerror.List{err}
	}
	op := &graphql.OperationContext{
		RawQuery:               params.Query,
		Variables:              variables,
		OperationName:          params.OperationName,
		Doc:                    doc.QueryDocument,
		Extensions:             params.Extensions,
		Headers:                params.Headers,
		Operation:              wanted,
		DisableIntrospection:   !h.introspection,
		RecoverFunc:            h.presenter.recovered,
		RootResolverMiddleware: h.aroundMutation,
	}
	price := doc.cost(op)
	if price > h.limits.Complexity {
		return ctx, nil, gqlerror.List{gqlerror.Wrap(tooComplex(price, h.limits.Complexity,
			"The answer could have %d fields; at most %d are allowed. Ask for smaller pages, or less of each object.", price, h.limits.Complexity))}
	}
	return withCost(ctx, params, price, h.limits.Complexity), op, nil
}
