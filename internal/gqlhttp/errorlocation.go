package gqlhttp

import (
	"context"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// argumentOf returns the path of the argument that an error is about, or "" if it is not
// about an argument. In gqlgen, the path of such an error is the path of the field followed
// by the path of the argument.
func argumentOf(ctx context.Context, e *gqlerror.Error) string {
	if fc := graphql.GetFieldContext(ctx); fc != nil {
		if field := fc.Path(); len(e.Path) > len(field) {
			return argumentPath(e.Path[len(field):])
		}
	}
	return ""
}

// responsePath returns the response path of the field, without its arguments.
func responsePath(ctx context.Context, e *gqlerror.Error) ast.Path {
	if fc := graphql.GetFieldContext(ctx); fc != nil {
		return fc.Path()
	}
	return e.Path
}

// locationsOf returns the locations of an error in the document. gqlgen sets none for an
// error of a field or an argument. The location is then that of the argument's value, or
// of the field.
func locationsOf(ctx context.Context, e *gqlerror.Error, argument string) []gqlerror.Location {
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

func argumentPath(path ast.Path) string {
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
