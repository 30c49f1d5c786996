package storetest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// now is the time of the clock. It is a Monday.
var now = time.Date(2024, time.May, 6, 7, 8, 9, 0, time.UTC)

// testCounts records generated facts concurrently, some of them more than once, and
// compares every stat with a count of the facts.
func testCounts(t *testing.T, db Database) {
	s := openGroup(t, db)
	items := 0
	var recorded []fact
	rapid.Check(t, func(r *rapid.T) {
		items++
		item := newItem(t, s, models.ID(fmt.Sprintf("item-%d", items)))
		facts := rapid.SliceOfN(rapid.Custom(generateFact), 0, 16).Draw(r, "facts")
		recordAll(t, s, item, facts, rapid.IntRange(1, 4).Draw(r, "goroutines"))
		recorded = append(recorded, facts...)
		windows := standardWindows(item, facts)
		for i := range rapid.IntRange(0, 3).Draw(r, "stored") {
			windows = append(windows, storeWindow(t, r, s, models.ID(fmt.Sprintf("%s-stat-%d", item, i)), item, facts))
		}
		if err := s.View(fixture.Local(t), func(ctx context.Context) error {
			compareWindows(ctx, r, s, windows, facts)
			compareSeries(ctx, r, s, item, facts)
			compareDrive(ctx, r, s, recorded, facts)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// openGroup opens a store with one group and a constant clock.
func openGroup(t *testing.T, db Database) *store.Store {
	t.Helper()
	s := db.open(t, func() time.Time { return now })
	if _, err := s.CreateGroup(fixture.Local(t), models.Group{ID: "team", DisplayName: "Team", DriveID: "drive"}); err != nil {
		t.Fatal(err)
	}
	return s
}

// newItem creates an item and a drive activity. The drive activity is not counted. It is
// the key of accesses.
func newItem(t *testing.T, s *store.Store, id models.ID) models.ID {
	t.Helper()
	if _, err := s.CreateDriveItem(fixture.Local(t), "drive", models.DriveItem{ID: id, Name: "x", File: &models.File{}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CreateDriveActivity(fixture.Local(t), id, models.DriveActivity{
		ID: id + "-key", Action: &models.ItemActionSet{Rename: &models.RenameAction{}},
	}); err != nil {
		t.Fatal(err)
	}
	return id
}

// recordAll records facts on an item concurrently. Each goroutine also repeats some facts
// of the others.
func recordAll(t *testing.T, s *store.Store, item models.ID, facts []fact, goroutines int) {
	t.Helper()
	for i := range facts {
		facts[i].id = models.ID(fmt.Sprintf("%s-fact-%d", item, i))
	}
	var recording sync.WaitGroup
	for g := range goroutines {
		recording.Go(func() {
			for i, f := range facts {
				if i%goroutines == g || (i+g)%5 == 0 {
					if err := f.record(fixture.Local(t), s, item); err != nil {
						t.Errorf("%s: %v", f.id, err)
					}
				}
			}
		})
	}
	recording.Wait()
}
