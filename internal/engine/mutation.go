package engine

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/store"
)

// mutation executes the root fields of one mutation, one after another.
type mutation struct {
	store *store.Store
	// idempotencyKey is the key of the request. It may be empty.
	idempotencyKey string
	retry          store.Retry
	// stopped is true after a field that made the data null.
	stopped bool
	// replayed has the response paths of the results that were replayed from an earlier
	// request.
	replayed []ast.Path
}

// rootMiddleware returns the middleware that gqlgen calls for each root field.
func (m *mutation) rootMiddleware(kind ast.Operation) func(context.Context, graphql.RootResolver) graphql.Marshaler {
	if kind != ast.Mutation {
		return func(ctx context.Context, next graphql.RootResolver) graphql.Marshaler { return next(ctx) }
	}
	return m.runField
}

// runField executes a root field as one mutation of the store. The fields below it are
// read after the commit.
//
// If a field of a non-null type fails, the data of the response is null. The fields after
// it are not executed, because the client would not see what they stored. gqlgen alone
// would execute them.
func (m *mutation) runField(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
	if m.stopped {
		return graphql.Null
	}
	var data graphql.Marshaler = graphql.Null
	attempt := m.attempt(fieldName(ctx))
	if err := m.store.Mutate(ctx, attempt, func(ctx context.Context) error {
		data = next(ctx)
		return nil
	}); err != nil {
		graphql.AddError(ctx, err)
	}
	m.addReplays(fieldName(ctx), attempt)
	m.stopped = data == graphql.Null && graphql.GetRootFieldContext(ctx).Field.Definition.Type.NonNull
	return data
}

// addReplays adds the response paths of the results that were replayed for a field.
func (m *mutation) addReplays(field string, a *store.Attempt) {
	if a.Replayed {
		m.replayed = append(m.replayed, ast.Path{ast.PathName(field)})
	}
	for _, row := range a.ReplayedRows {
		m.replayed = append(m.replayed, ast.Path{ast.PathName(field), ast.PathIndex(row)})
	}
}
