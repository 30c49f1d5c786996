package graph

import (
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"

	"github.com/itemactivity/itemactivity/models"
)

// eachRefusal reports all errors of a mutation that failed for several reasons. It adds all
// except the last one to the response, and returns the last one, which gqlgen adds.
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
