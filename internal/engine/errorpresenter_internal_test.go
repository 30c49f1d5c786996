package engine

import (
	"context"
	"errors"
	"log/slog"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"github.com/itemactivity/itemactivity/models"
)

// TestErrorOfListElement: gqlgen reports an error of an element of a list, such as the end of
// the request's context, with a field context that has an index and no field. It has no
// location.
func TestErrorOfListElement(t *testing.T) {
	index := 3
	ctx := graphql.WithFieldContext(t.Context(), &graphql.FieldContext{Index: &index})
	ctx, cancel := context.WithCancelCause(ctx)
	cancel(&models.Error{Code: models.Unavailable, Message: "The reads were aborted."})
	got := presenter{slog.New(slog.DiscardHandler)}.present(ctx, errors.New("context canceled"))
	if got.Message != "The reads were aborted." || got.Extensions["code"] != models.Unavailable || len(got.Locations) > 0 {
		t.Errorf("the error is %+v", got)
	}
}
