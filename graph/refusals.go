package graph

import (
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/models"
)

// eachRefusal answers with every refusal of a mutation that has several: it adds
// all but the last, which the field returns. Each has the location of the field, as the
// returned one has.
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
