package engine

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/plan"
)

// executorOf returns a function that executes an operation from its plan or, if it has none, with
// gqlgen.
func (e *Engine) executorOf(of Execution, m *mutation, limit *responseLimit) executor {
	if execute := e.planExecutor(of, m, limit); execute != nil {
		return execute
	}
	e.unplanned(string(of.Unplanned))
	return e.gqlgenExecutor(of, m, limit)
}

// planExecutor returns a function that executes an operation from its plan, or nil if it has
// none.
func (e *Engine) planExecutor(of Execution, m *mutation, limit *responseLimit) executor {
	if of.Plan == nil {
		return nil
	}
	return func(ctx context.Context) graphql.Marshaler {
		execution := plan.New(ctx, of.Plan, of.Variables, planLimits{limit})
		if of.Definition.Operation == ast.Mutation {
			execution.Mutation(m.run)
		} else {
			execution.Query()
		}
		limit.set(execution.Spent())
		return execution.Data()
	}
}

// planLimits limits the response of an operation that is executed from its plan. It implements
// plan.Limits.
type planLimits struct{ *responseLimit }

// Yield implements plan.Limits.
func (l planLimits) Yield(ctx context.Context) { l.slot.Yield(ctx) }

// Check implements plan.Limits.
func (l planLimits) Check(units, bytes, buffer int64) (reserved int64, ok bool) {
	l.check(units, bytes, buffer)
	return l.reserved.Load(), l.err() == nil
}

// TooLarge implements plan.Limits.
func (l planLimits) TooLarge() { l.abort(tooLarge(l.limits)) }

// Maximum implements plan.Limits.
func (l planLimits) Maximum() (units, bytes int64) {
	return int64(l.limits.Complexity), l.limits.ResponseBytes
}
