package store

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/models"
)

// projectedTables are the tables that the projector writes.
var projectedTables = []string{
	"item_timelines", "group_timelines", "activity_actors", "activity_postings", "item_action_counts", "item_action_actors",
	"active_items", "active_actors",
	"drive_action_counts", "drive_action_actors",
}

// eventually waits until a condition is true.
func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	tick, deadline := time.NewTicker(time.Millisecond), time.After(time.Minute)
	defer tick.Stop()
	for !condition() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("waited in vain until %s", what)
		}
	}
}

// recordUsers records an access of each user to the file of the example.
func recordUsers(t *testing.T, s *Store, users ...string) {
	t.Helper()
	for _, user := range users {
		if _, err := s.CreateItemActivity(fixture.Local(t), exampleKey, fixture.Access(models.ID(user), user, 700_000)); err != nil {
			t.Fatal(err)
		}
	}
}

// wantUsers requires that all counts and lists contain exactly what recordUsers has recorded, in the
// order of recording.
func wantUsers(t *testing.T, s *Store, users ...models.ID) {
	t.Helper()
	for _, stat := range []models.ID{exampleKey.StatID, models.StandardWindow(models.OneDay, 700_000).ID(ExampleFileID)} {
		wantCounts(t, s, stat, len(users), len(users))
	}
	latest := slices.Clone(users)
	slices.Reverse(latest)
	item, group := ExampleFileID, ExampleGroupID
	filters := map[string]models.ItemActivityFilter{"item": {DriveItemID: &item}, "group": {GroupID: &group}}
	for _, user := range users {
		filters["actor "+string(user)] = models.ItemActivityFilter{Actor: &models.IdentitySet{User: &models.Identity{ID: new(string(user))}}}
	}
	for name, filter := range filters {
		for order := models.LatestActivityFirst; order <= models.EarliestRecordedFirst; order++ {
			want := users
			if order.LatestFirst() {
				want = latest
			}
			if filter.Actor != nil {
				if order.ByRecorded() {
					continue // this list does not have this order
				}
				want = []models.ID{models.ID(*filter.Actor.User.ID)}
			}
			if got := listedIDs(t, s, filter, order); !slices.Equal(got, want) {
				t.Errorf("the list of the %s in order %d is %q, want %q", name, order, got, want)
			}
		}
	}
}

// listedIDs returns the ids of the accesses on the first page of a list.
func listedIDs(t *testing.T, s *Store, filter models.ItemActivityFilter, order models.ItemActivityOrder) (ids []models.ID) {
	t.Helper()
	ctx, end := s.begin(fixture.Local(t), new(Attempt))
	defer end()
	list, err := s.FilteredActivities(ctx, filter, &order, models.PageArgs{})
	if err != nil || list == nil {
		t.Fatal(list, err)
	}
	for _, edge := range list.Edges {
		ids = append(ids, edge.Node.ID)
	}
	return ids
}

// TestFailedStepsLoseNothing makes each write of the projector fail. Mutations succeed, and reads
// remain exact. The error is available, and is logged once although the projector tries again. When
// the fault ends, everything is projected.
func TestFailedStepsLoseNothing(t *testing.T) {
	for _, fault := range []string{"ABORT", "ROLLBACK"} {
		for _, table := range append(projectedTables, "projections") {
			t.Run(fault+" in "+table, func(t *testing.T) {
				t.Parallel()
				s, log := openLogged(t)
				recordUsers(t, s, "ann")
				project(t, s)
				write := "INSERT"
				if table == "projections" {
					write = "UPDATE"
				}
				exec(t, s, "CREATE TRIGGER fail BEFORE "+write+" ON "+table+" BEGIN SELECT RAISE("+fault+", 'made to fail'); END")
				log.take(t)
				recordUsers(t, s, "bob")
				attempts, reports := 0, 0
				eventually(t, "a step has failed twice", func() bool {
					for _, line := range log.take(t) {
						trace, _ := line["trace"].(map[string]any)
						if failed, _ := trace["error"].(string); strings.Contains(failed, "made to fail") {
							attempts++
						}
						if text, _ := line["msg"].(string); strings.HasPrefix(text, "cannot update the tables that are derived") {
							reports++
						}
					}
					return attempts > 1
				})
				if reports != 1 {
					t.Errorf("after %d attempts the log has %d reports", attempts, reports)
				}
				if err := s.projector.Err(); err == nil || !strings.Contains(err.Error(), "made to fail") {
					t.Errorf("the error of the projector is %v", err)
				}
				recordUsers(t, s, "carl")
				wantUsers(t, s, "ann", "bob", "carl")
				exec(t, s, "DROP TRIGGER fail")
				eventually(t, "everything is projected", func() bool { return s.projector.Behind() == 0 })
				if err := s.projector.Err(); err != nil {
					t.Errorf("the error of the projector is %v after it has projected everything", err)
				}
				wantUsers(t, s, "ann", "bob", "carl")
				wantVerified(t, s.database.Path())
			})
		}
	}
}

// TestPanicInStep: a panic while a projection is advanced does not stop the server or the projector.
// Nothing of the step is stored or stays in the caches.
func TestPanicInStep(t *testing.T) {
	for _, table := range projectedTables {
		t.Run(table, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "itemactivity.db")
			armed := new(atomic.Bool)
			log := panicking{slog.DiscardHandler, "INSERT OR FAIL INTO " + table, armed}
			if table != "activity_actors" && !strings.HasSuffix(table, "timelines") {
				log.statement = "INSERT INTO " + table
			}
			s, err := Open(t.Context(), Config{Path: path, Logger: slog.New(log)})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { s.Close() })
			if err := s.CreateExample(t.Context()); err != nil {
				t.Fatal(err)
			}
			recordUsers(t, s, "ann", "bob")
			project(t, s)
			armed.Store(true)
			recordUsers(t, s, "zoe")
			_ = s.projector.CatchUp(t.Context()) // it fails unless the projector's own attempt has failed
			if armed.Load() {
				t.Fatal("there was no panic, so nothing was tested")
			}
			wantUsers(t, s, "ann", "bob", "zoe")
			project(t, s)
			wantUsers(t, s, "ann", "bob", "zoe")
			wantVerified(t, path)
		})
	}
}

// TestFullDiskInStep: the disk is full when a projection is advanced. Reads remain exact, and
// everything is projected when there is space again.
func TestFullDiskInStep(t *testing.T) {
	s := openManual(t, filepath.Join(t.TempDir(), "itemactivity.db"))
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	const rows = 1000
	if err := recordMany(fixture.Local(t), s, rows, "user"); err != nil {
		t.Fatal(err)
	}
	limitPages := func(pages int64) {
		t.Helper()
		if err := s.database.Writes().Exec(fmt.Sprintf("PRAGMA max_page_count = %d", pages)).Error; err != nil {
			t.Fatal(err)
		}
	}
	var pages int64
	if err := s.database.Writes().Raw("PRAGMA page_count").Scan(&pages).Error; err != nil {
		t.Fatal(err)
	}
	limitPages(pages)
	failed := 0
	for _, of := range projection.All() {
		for range 2 {
			if err := s.projector.Advance(of, rows); err != nil && strings.Contains(err.Error(), "full") {
				failed++
			} else if err != nil {
				t.Errorf("%s: the error is %v", of, err)
			}
		}
		wantCounts(t, s, exampleKey.StatID, rows, rows)
	}
	if failed < 6 {
		t.Errorf("%d steps failed, so too little was tested", failed)
	}
	if err := s.projector.CatchUp(t.Context()); err == nil || s.projector.Err() == nil {
		t.Errorf("the errors are %v and %v", err, s.projector.Err())
	}
	wantVerified(t, s.database.Path())
	limitPages(1 << 30)
	project(t, s)
	if err := s.projector.Err(); err != nil {
		t.Error(err)
	}
	wantCounts(t, s, exampleKey.StatID, rows, rows)
	wantVerified(t, s.database.Path())
}
