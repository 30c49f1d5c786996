package store

import (
	"context"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// TestRequestsAreBegun requires that a read outside of View and Mutate panics, and a mutation
// in a View.
func TestRequestsAreBegun(t *testing.T) {
	s := openExample(t)
	panics := func(name string, do func()) {
		t.Helper()
		defer func() {
			if recover() == nil {
				t.Errorf("%s does not panic", name)
			}
		}()
		do()
	}
	panics("a read without a View", func() { _, _ = s.Group(fixture.Local(t), ExampleGroupID) })
	panics("a mutation in a View", func() {
		_ = s.View(fixture.Local(t), func(ctx context.Context) error {
			_, err := s.CreateGroup(ctx, models.Group{DisplayName: "x"})
			return err
		})
	})
	panics("Mutate in a View", func() {
		_ = s.View(fixture.Local(t), func(ctx context.Context) error { return s.Mutate(ctx, nil, nil) })
	})
	if err := s.Mutate(fixture.Local(t), nil, func(ctx context.Context) error {
		if _, err := s.CreateGroup(ctx, models.Group{ID: "new", DisplayName: "x"}); err != nil {
			return err
		}
		g, err := s.Group(ctx, "new")
		if err == nil && g == nil {
			t.Error("a mutation does not read what it wrote")
		}
		return err
	}); err != nil {
		t.Error(err)
	}
}
