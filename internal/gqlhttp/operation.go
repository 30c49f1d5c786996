package gqlhttp

import (
	"github.com/99designs/gqlgen/graphql"

	"github.com/itemactivity/itemactivity/internal/gqldoc"
)

// operationContext returns the operation of a request as gqlgen executes it, without its
// middleware.
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
