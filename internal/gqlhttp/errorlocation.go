package gqlhttp

import (
	"context"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// argumentOf finds the argument at fault in the path that gqlgen gives an error: it
// goes on from the field's path into the arguments.
func argumentOf(ctx context.Context, e *gqlerror.Error) string {
	if fc := graphql.GetFieldContext(ctx); fc != nil {
		if field := fc.Path(); len(e.Path) > len(field) {
			return dotted(e.Path[len(field):])
		}
	}
	return ""
}

// responsePath is the path of the field in the answer, without its arguments.
func responsePath(ctx context.Context, e *gqlerror.Error) ast.Path {
	if fc := graphql.GetFieldContext(ctx); fc != nil {
		return fc.Path()
	}
	return e.Path
}

// located is where in the document an error lies. For an argument that could not be
// read gqlgen does not say: it is where the argument's value begins.
func located(ctx context.Context, e *gqlerror.Error, argument string) []gqlerror.Location {
	fc := graphql.GetFieldContext(ctx)
	if len(e.Locations) > 0 || fc == nil || fc.Field.Field == nil {
		return e.Locations
	}
	position := fc.Field.Position
	name, _, _ := strings.Cut(argument, ".")
	if a := fc.Field.Arguments.ForName(name); a != nil {
		position = a.Value.Position
	}
	return []gqlerror.Location{{Line: position.Line, Column: position.Column}}
}

func dotted(path ast.Path) string {
	parts := make([]string, len(path))
	for i, element := range path {
		switch element := element.(type) {
		case ast.PathName:
			parts[i] = string(element)
		case ast.PathIndex:
			parts[i] = strconv.Itoa(int(element))
		}
	}
	return strings.Join(parts, ".")
}
