package graph

import (
	"errors"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/models"
)

// prepare makes an operation of a request that is ready to run, and within the
// limits. It is in the executor's place: that one would go through the document
// and the variables again.
func (h *handler) prepare(params *graphql.RawParams) (*graphql.OperationContext, estimate, gqlerror.List) {
	refuse := func(err error) (*graphql.OperationContext, estimate, gqlerror.List) {
		if refused, ok := errors.AsType[*gqlerror.Error](err); ok {
			return nil, estimate{}, gqlerror.List{refused}
		}
		return nil, estimate{}, gqlerror.List{gqlerror.Wrap(err)}
	}
	doc, errs := h.documents.get(params.Query)
	if errs != nil {
		return nil, estimate{}, errs
	}
	wanted := doc.Operations.ForName(params.OperationName)
	if wanted == nil {
		return refuse(models.Invalid("", "The document has no such operation, or several and operationName does not say which."))
	}
	variables, errs := h.documents.schema.Variables(wanted, params.Variables)
	if errs == nil {
		errs = h.documents.schema.CheckNulls(doc.QueryDocument, wanted, variables)
	}
	if errs != nil {
		return nil, estimate{}, errs
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
	estimated := doc.estimate(op)
	if cost, limit := estimated.cost, h.limits.Complexity; cost > limit {
		return refuse(tooComplex(cost, limit,
			"The answer could cost %d; at most %d is allowed. Ask for smaller pages, or less of each object.", cost, limit))
	}
	if rows := doc.bulkRows(op); rows > models.MaxBulk {
		return refuse(tooComplex(rows, models.MaxBulk,
			"The request would record %d activities; at most %d are recorded by one request.", rows, models.MaxBulk))
	}
	return op, estimated, nil
}
