package gqlhttp

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/store"
)

// mutation runs the fields of one mutation, one after the other.
type mutation struct {
	store *store.Store
	// stopped is true after a field that made the data null.
	stopped bool
	// replayed has the response paths of what earlier requests had created.
	replayed []ast.Path
}

// rootMiddleware returns what gqlgen runs around each field of an operation.
func (m *mutation) rootMiddleware(kind ast.Operation) func(context.Context, graphql.RootResolver) graphql.Marshaler {
	if kind != ast.Mutation {
		return func(ctx context.Context, next graphql.RootResolver) graphql.Marshaler { return next(ctx) }
	}
	return m.runField
}

// runField gives each field of a mutation a snapshot of its own. The snapshot begins with
// the first read below the field, and so after the field's commit.
//
// A field that is null although its type is non-null makes the data null. The fields
// after it do not run: the client would not see what they stored. gqlgen runs them.
func (m *mutation) runField(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
	if m.stopped {
		return graphql.Null
	}
	ctx, end := m.store.Snapshot(ctx)
	defer end()
	attempt := newAttempt(ctx)
	data := next(store.WithAttempt(ctx, attempt))
	m.addReplays(fieldName(ctx), attempt)
	m.stopped = data == graphql.Null && graphql.GetRootFieldContext(ctx).Field.Definition.Type.NonNull
	return data
}

// addReplays adds the response paths of what was replayed for a field.
func (m *mutation) addReplays(field string, a *store.Attempt) {
	if a.Replayed {
		m.replayed = append(m.replayed, ast.Path{ast.PathName(field)})
	}
	for _, row := range a.ReplayedRows {
		m.replayed = append(m.replayed, ast.Path{ast.PathName(field), ast.PathIndex(row)})
	}
}
