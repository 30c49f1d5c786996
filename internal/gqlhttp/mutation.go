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

// runField makes each field a mutation of the store. What is read below the field is read
// after the field's commit.
//
// A field that is null although its type is non-null makes the data null. The fields
// after it do not run: the client would not see what they stored. gqlgen runs them.
func (m *mutation) runField(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
	if m.stopped {
		return graphql.Null
	}
	var data graphql.Marshaler = graphql.Null
	attempt := newAttempt(ctx)
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

// addReplays adds the response paths of what was replayed for a field.
func (m *mutation) addReplays(field string, a *store.Attempt) {
	if a.Replayed {
		m.replayed = append(m.replayed, ast.Path{ast.PathName(field)})
	}
	for _, row := range a.ReplayedRows {
		m.replayed = append(m.replayed, ast.Path{ast.PathName(field), ast.PathIndex(row)})
	}
}
