package store

import (
	"errors"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/statistics"
	"github.com/itemactivity/itemactivity/models"
)

// TestUnitedActorsAreBounded requires that the number of united actors is added up for a
// snapshot, that the error beyond the bound is QUERY_TOO_COMPLEX, and that the next snapshot
// begins at 0.
func TestUnitedActorsAreBounded(t *testing.T) {
	s := open(t, nil)
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	// The projections lack several accesses of the only actor.
	for range 3 {
		recordAs(t, s, importer, fixture.DeviceSet("pc1"))
	}
	actors := func(spent int64) error {
		ctx := reading(t, s, fixture.Local(t))
		v, err := read.Begin(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if err := v.Unite(spent); err != nil {
			t.Fatal(err)
		}
		stat, err := s.ItemActivityStat(ctx, "~allTime~"+ExampleFileID)
		if err != nil || stat == nil {
			t.Fatalf("the stat is %v (%v)", stat, err)
		}
		counts, err := statistics.Items.CountActors(v, []*models.ItemActivityStat{stat}, models.Accesses)
		if err == nil && counts[stat] != 1 {
			t.Errorf("%d actors are counted, want 1", counts[stat])
		}
		return err
	}
	if err := actors(read.MaxUnited - 1); err != nil {
		t.Errorf("at the bound: the error is %v", err)
	}
	var refusal *models.Error
	if err := actors(read.MaxUnited); !errors.As(err, &refusal) || refusal.Code != models.QueryTooComplex {
		t.Errorf("beyond the bound: the error is %v", err)
	}
	if err := actors(0); err != nil {
		t.Errorf("the next snapshot: the error is %v", err)
	}
}
