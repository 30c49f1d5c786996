package gqlhttp

import (
	"errors"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/internal/gqldoc"
	"github.com/itemactivity/itemactivity/internal/gqldoc/cost"
	"github.com/itemactivity/itemactivity/internal/gqldoc/variables"
	"github.com/itemactivity/itemactivity/models"
)

// prepare makes an operation of a request that is ready to run, and within the
// limits. It is in the executor's place: that one would go through the document
// and the variables again.
func (h *handler) prepare(params *parameters) (*graphql.OperationContext, cost.Estimate, gqlerror.List) {
	refuse := func(err error) (*graphql.OperationContext, cost.Estimate, gqlerror.List) {
		if refused, ok := errors.AsType[*gqlerror.Error](err); ok {
			return nil, cost.Estimate{}, gqlerror.List{refused}
		}
		return nil, cost.Estimate{}, gqlerror.List{gqlerror.Wrap(err)}
	}
	doc, errs := h.documents.Get(params.Query)
	if errs != nil {
		return nil, cost.Estimate{}, errs
	}
	if params.emptyName {
		return refuse(models.Invalid("operationName", `Unknown operation named "". Leave operationName out to run the only operation of the document.`))
	}
	wanted := doc.Operations.ForName(params.OperationName)
	if wanted == nil {
		return refuse(models.Invalid("", "The document has no such operation, or several and operationName does not say which."))
	}
	values, errs := variables.Coerce(h.documents.Schema(), wanted, params.Variables)
	if errs == nil {
		errs = variables.CheckNulls(h.documents.Schema(), doc.QueryDocument, wanted, values)
	}
	if errs != nil {
		return nil, cost.Estimate{}, errs
	}
	op := &graphql.OperationContext{
		RawQuery:               params.Query,
		Variables:              values,
		OperationName:          params.OperationName,
		Doc:                    doc.QueryDocument,
		Extensions:             params.Extensions,
		Headers:                params.Headers,
		Operation:              wanted,
		DisableIntrospection:   !h.introspection,
		RecoverFunc:            h.presenter.recovered,
		RootResolverMiddleware: h.rootMiddleware(wanted.Operation),
	}
	estimated := doc.Estimate(op)
	if total, limit := estimated.Cost, h.limits.Complexity; total > limit {
		return refuse(gqldoc.TooComplex(total, limit,
			"The answer could cost %d; at most %d is allowed. Ask for smaller pages, or less of each object.", total, limit))
	}
	if rows := doc.BulkRows(op); rows > models.MaxBulk {
		return refuse(gqldoc.TooComplex(rows, models.MaxBulk,
			"The request would record %d activities; at most %d are recorded by one request.", rows, models.MaxBulk))
	}
	return op, estimated, nil
}
