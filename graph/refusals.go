package graph

import (
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/models"
)

// eachRefusal reports all errors of a mutation that failed for several reasons. It adds all
// except the last one to the response, and returns the last one, which gqlgen adds. Each has
// the path and the location of the field.
func eachRefusal(ctx context.Context, err error) error {
	several, ok := errors.AsType[models.Errors](err)
	if !ok {
		return err
	}
	last := len(several) - 1
	at := graphql.GetFieldContext(ctx).Field.Position
	for _, refusal := range several[:last] {
		located := gqlerror.WrapPath(graphql.GetPath(ctx), refusal)
		located.Locations = []gqlerror.Location{{Line: at.Line, Column: at.Column}}
		graphql.AddError(ctx, located)
	}
	return several[last]
}
