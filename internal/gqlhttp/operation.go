package gqlhttp

import (
	"github.com/99designs/gqlgen/graphql"

	"github.com/itemactivity/itemactivity/internal/gqldoc"
)

// operationContext returns what gqlgen executes for an operation of a request.
func (h *handler) operationContext(op *gqldoc.Operation, params *parameters) *graphql.OperationContext {
	return &graphql.OperationContext{
		RawQuery:               params.Query,
		Variables:              op.Variables,
		OperationName:          params.OperationName,
		Doc:                    op.Document,
		Extensions:             params.Extensions,
		Headers:                params.Headers,
		Operation:              op.Definition,
		DisableIntrospection:   !h.introspection,
		RecoverFunc:            h.presenter.recovered,
		RootResolverMiddleware: h.rootMiddleware(op.Definition.Operation),
	}
}
