package store

import (
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/internal/store/write"
)

// TestStepIsStoredAlthoughItFails stores a step of each projection, and lets its COMMIT fail
// nevertheless. It requires that the next step adds to what is stored, and not to what was stored
// before.
func TestStepIsStoredAlthoughItFails(t *testing.T) {
	for _, of := range projection.All() {
		t.Run(of.String(), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "itemactivity.db")
			s := openManual(t, path)
			if err := s.CreateExample(t.Context()); err != nil {
				t.Fatal(err)
			}
			armed := false
			if err := s.database.Writes().Callback().Raw().After("gorm:raw").Register("test:commit", func(db *gorm.DB) {
				if !armed || !strings.HasPrefix(db.Statement.SQL.String(), "UPDATE projections") {
					return
				}
				armed = false
				if _, err := db.Statement.ConnPool.ExecContext(t.Context(), "COMMIT"); err != nil {
					t.Error(err)
				}
			}); err != nil {
				t.Fatal(err)
			}
			recordUsers(t, s, "ann", "bob")
			project(t, s)
			recordUsers(t, s, "carl")
			armed = true
			if err := s.projector.Advance(of, 100); err == nil || armed {
				t.Fatalf("the step returns %v (armed: %v)", err, armed)
			}
			wantUsers(t, s, "ann", "bob", "carl")
			recordUsers(t, s, "dora")
			project(t, s)
			wantUsers(t, s, "ann", "bob", "carl", "dora")
			wantVerified(t, path)
		})
	}
}

// TestMutationIsStoredAlthoughItFails stores an access, and lets its COMMIT fail nevertheless. It
// requires that all reads contain the access, whether or not the projector runs next, and that the
// mutation can be repeated. No later access is recorded at an earlier time, although the clock is set
// back.
func TestMutationIsStoredAlthoughItFails(t *testing.T) {
	for _, projected := range []bool{false, true} {
		path := filepath.Join(t.TempDir(), "itemactivity.db")
		clock := fixture.NewClock(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC))
		s, err := Open(t.Context(), Config{
			Path: path, Logger: slog.New(slog.DiscardHandler), Now: clock.Now, projections: projection.Limits{Manual: true},
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		if err := s.CreateExample(t.Context()); err != nil {
			t.Fatal(err)
		}
		recordUsers(t, s, "ann")
		project(t, s)
		clock.Set(clock.Now().Add(time.Hour))
		m := queue(t, s, auth.Local(), func(tx *write.Tx) error {
			if _, err := s.Record(tx, exampleKey, fixture.Access("bob", "bob", 700_000)); err != nil {
				return err
			}
			return tx.DB.Exec("COMMIT").Error
		})
		if err := <-m.Done; err == nil {
			t.Fatal("the mutation has succeeded")
		}
		if projected {
			project(t, s)
		}
		wantUsers(t, s, "ann", "bob")
		if lag := s.Metrics().Lag; projected && lag != 0 {
			t.Errorf("the projections lack %d activities", lag)
		}
		clock.Set(clock.Now().Add(-time.Hour))
		recordUsers(t, s, "bob", "carl")
		wantUsers(t, s, "ann", "bob", "carl")
		var recorded []int64
		if err := s.database.Reads().Raw("SELECT ticks + recorded_after FROM item_activities ORDER BY seq").Scan(&recorded).Error; err != nil {
			t.Fatal(err)
		}
		if len(recorded) != 3 || !slices.IsSorted(recorded) {
			t.Errorf("the activities were recorded at %d", recorded)
		}
		project(t, s)
		wantUsers(t, s, "ann", "bob", "carl")
		wantVerified(t, path)
	}
}
