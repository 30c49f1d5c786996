package gqlhttp

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/store"
)

// mutationFields run the fields of one mutation, one after the other.
type mutationFields struct {
	store *store.Store
	// stopped is true after a field that made the data null.
	stopped bool
}

// rootMiddleware returns what gqlgen runs around each field of an operation.
func (h *handler) rootMiddleware(kind ast.Operation) func(context.Context, graphql.RootResolver) graphql.Marshaler {
	if kind != ast.Mutation {
		return func(ctx context.Context, next graphql.RootResolver) graphql.Marshaler { return next(ctx) }
	}
	return (&mutationFields{store: h.store}).run
}

// run gives each field of a mutation a snapshot of its own, which begins with the
// first read below the field and so after the field's commit, and tells the client if
// the field was a repetition.
//
// A field that is null although its type is non-null makes the data null. The fields
// after it do not run: the client would not see what they stored. gqlgen runs them.
func (m *mutationFields) run(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
	if m.stopped {
		return graphql.Null
	}
	ctx, end := m.store.Snapshot(ctx)
	defer end()
	attempt := attemptOf(ctx)
	answer := next(store.WithAttempt(ctx, attempt))
	replaysOf(ctx).note(fieldName(ctx), attempt)
	m.stopped = answer == graphql.Null && graphql.GetRootFieldContext(ctx).Field.Definition.Type.NonNull
	return answer
}
