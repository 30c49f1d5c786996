package opponent

import (
	"context"
	"io"

	"github.com/itemactivity/itemactivity/models"
)

// nothing stores nothing, and responds as if it had. It shows the cost of gqlgen alone.
type nothing struct{}

func openNothing(string) (server, error) {
	return server{Handler: graphQL(nothing{}, nil), Closer: io.NopCloser(nil)}, nil
}

// CreateItemActivity returns the input.
func (nothing) CreateItemActivity(_ context.Context, _, _, _ models.ID, input models.ItemActivity) (*models.ItemActivity, error) {
	return &input, nil
}

// CreateItemActivities returns the inputs.
func (nothing) CreateItemActivities(_ context.Context, inputs []*models.CreateItemActivityInput, _ bool) ([]*models.CreateItemActivityResult, error) {
	return results(inputs), nil
}

func results(inputs []*models.CreateItemActivityInput) []*models.CreateItemActivityResult {
	list := make([]*models.CreateItemActivityResult, len(inputs))
	for i, input := range inputs {
		list[i] = &models.CreateItemActivityResult{Activity: &input.Input}
	}
	return list
}
