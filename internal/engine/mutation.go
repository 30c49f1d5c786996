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

// runField executes a root field for gqlgen.
func (m *mutation) runField(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
	var data graphql.Marshaler = graphql.Null
	nonNull := graphql.GetRootFieldContext(ctx).Field.Definition.Type.NonNull
	m.run(ctx, fieldName(ctx), nonNull, func(ctx context.Context) bool {
		data = next(ctx)
		return data != graphql.Null
	})
	return data
}

// run executes a root field as one mutation of the store. The function resolve resolves the
// field and the fields below it, which are read after the commit. It returns false if the
// value is null. The result of run is false if the value is null or there is none.
//
// If a field of a non-null type fails, the data of the response is null. The fields after
// it are not executed, because the client would not see what they stored. gqlgen alone
// would execute them.
func (m *mutation) run(ctx context.Context, name string, nonNull bool, resolve func(context.Context) bool) (ok bool) {
	if m.stopped {
		return false
	}
	attempt := m.attempt(name)
	if err := m.store.Mutate(ctx, attempt, func(ctx context.Context) error {
		ok = resolve(ctx)
		return nil
	}); err != nil {
		graphql.AddError(ctx, err)
	}
	m.addReplays(name, attempt)
	m.stopped = !ok && nonNull
	return ok
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
