package graph

import (
	"context"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// requireScope implements the directive @scope. It returns FORBIDDEN if the caller has none of
// the scopes.
func requireScope(ctx context.Context, _ any, next graphql.Resolver, anyOf []string) (any, error) {
	if err := checkScope(ctx, anyOf...); err != nil {
		return nil, err
	}
	return next(ctx)
}

// checkScope returns FORBIDDEN if the caller has none of the scopes.
func checkScope(ctx context.Context, anyOf ...string) error {
	caller := auth.FromContext(ctx)
	if caller == nil {
		return auth.ErrNobody
	}
	if !caller.Scopes.HasAny(auth.ScopesOf(anyOf...)) {
		return models.Errorf(models.Forbidden, "",
			"This field requires the permission %s. The access token does not grant it.", alternatives(anyOf))
	}
	return nil
}

// alternatives returns the names as text, such as "A, B or C".
func alternatives(names []string) string {
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " or " + names[last]
}
