package engine

import (
	"errors"
	"log/slog"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// TestErrorOfPanicHasLocation: gqlgen presents the error of a panic without a location. The
// client gets the location of the field.
func TestErrorOfPanicHasLocation(t *testing.T) {
	field := graphql.CollectedField{Field: &ast.Field{Alias: "me", Name: "me", Position: &ast.Position{Line: 2, Column: 3}}}
	ctx := graphql.WithFieldContext(t.Context(), &graphql.FieldContext{Field: field})
	p := presenter{slog.New(slog.DiscardHandler)}
	for _, err := range []error{p.recoverPanic(ctx, "a fault"), graphql.ErrorOnPath(ctx, errors.New("a fault"))} {
		e := p.present(ctx, err)
		if len(e.Locations) != 1 || e.Locations[0].Line != 2 || e.Locations[0].Column != 3 || e.Path.String() != "me" {
			t.Errorf("%v has the locations %v and the path %s", err, e.Locations, e.Path)
		}
	}
}
