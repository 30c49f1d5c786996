package graph

import (
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"

	"github.com/itemactivity/itemactivity/models"
)

// eachRefusal answers with every refusal of a mutation that has several: it adds
// all but the last, which the field returns.
func eachRefusal(ctx context.Context, err error) error {
	several, ok := errors.AsType[models.Errors](err)
	if !ok {
		return err
	}
	last := len(several) - 1
	for _, refusal := range several[:last] {
		graphql.AddError(ctx, refusal)
	}
	return several[last]
}
