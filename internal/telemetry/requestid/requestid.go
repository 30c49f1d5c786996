// Package requestid carries the id of a request in its context. Package web creates the
// id, package graph adds it to errors, and the log has it too.
package requestid

import (
	"context"

	"github.com/google/uuid"
)

type contextKey struct{}

// New returns a new id, a UUIDv7. The ids of one server sort by time.
func New() string {
	return uuid.Must(uuid.NewV7()).String()
}

// With returns a context that carries the id.
func With(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, contextKey{}, id)
}

// From returns the id of the request. Outside a request it is empty.
func From(ctx context.Context) string {
	id, _ := ctx.Value(contextKey{}).(string)
	return id
}
