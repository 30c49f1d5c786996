// Package requestid names each request, so that an answer can be found again
// in the log. It is a package of its own because both ends need it: web makes
// the id, graph quotes it in errors.
package requestid

import (
	"context"

	"github.com/google/uuid"
)

type contextKey struct{}

// New returns a fresh id, a UUIDv7: ids of one server sort by time.
func New() string {
	return uuid.Must(uuid.NewV7()).String()
}

// With returns a context that carries the id.
func With(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, contextKey{}, id)
}

// From returns the id of the request, empty outside of one.
func From(ctx context.Context) string {
	id, _ := ctx.Value(contextKey{}).(string)
	return id
}
