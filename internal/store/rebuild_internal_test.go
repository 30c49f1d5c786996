package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	gormsqlite "gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/internal/store/rebuild"
	"github.com/itemactivity/itemactivity/models"
)

// derivedTables are the tables that Rebuild fills.
var derivedTables = []string{
	"item_timelines", "group_timelines", "activity_actors", "activity_postings", "item_action_counts", "item_action_actors",
	"active_items", "active_actors",
	"drive_action_counts", "drive_action_actors",
	"drive_activity_actions", "identity_set_actors", "projections",
}

// withDatabase calls use with a database that no Store has open.
func withDatabase(t *testing.T, path string, use func(*gorm.DB)) {
	t.Helper()
	db, err := gorm.Open(gormsqlite.Open(path), &gorm.Config{Logger: logger.Discard})
	if err != nil {
		t.Fatal(err)
	}
	pool, err := db.DB()
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	use(db)
}

// contents returns the rows of each table, as text.
func contents(t *testing.T, path string, tables []string) map[string]string {
	t.Helper()
	found := map[string]string{}
	withDatabase(t, path, func(db *gorm.DB) {
		for _, table := range tables {
			var rows []map[string]any
			if err := db.Raw("SELECT * FROM " + table).Scan(&rows).Error; err != nil {
				t.Fatal(err)
			}
			if len(rows) == 0 {
				t.Errorf("the table %s is empty", table)
			}
			found[table] = fmt.Sprint(rows)
		}
	})
	return found
}

// wantContents requires that tables contain what they contained before.
func wantContents(t *testing.T, path string, before map[string]string) {
	t.Helper()
	for table, want := range before {
		if got := contents(t, path, []string{table})[table]; got != want {
			t.Errorf("%s contains\n%s, want\n%s", table, got, want)
		}
	}
}

func rebuilt(ctx context.Context, path string, limits projection.Limits, progress func(done, of int64)) (rebuild.Result, error) {
	return Rebuild(ctx, Config{Path: path, Logger: slog.New(slog.DiscardHandler), projections: limits}, progress)
}

// damage changes all derived tables of a closed database.
func damage(t *testing.T, path string) {
	t.Helper()
	withDatabase(t, path, func(db *gorm.DB) {
		for _, statement := range []string{
			"DELETE FROM item_timelines WHERE seq = 1",
			"UPDATE group_timelines SET ticks = 0",
			"INSERT INTO activity_actors VALUES (99, 1, 1, 1)",
			"DELETE FROM activity_postings",
			"UPDATE item_action_counts SET count = count + 1",
			"UPDATE item_action_actors SET high = high + 1",
			"DELETE FROM drive_activity_actions",
			"UPDATE active_items SET count = count + 1",
			"UPDATE active_actors SET period = -5 WHERE period = -1",
			"INSERT INTO identity_set_actors VALUES (99, 1)",
			"UPDATE projections SET applied_seq = 2, batch_seq = 3, key1 = 7",
		} {
			if err := db.Exec(statement).Error; err != nil {
				t.Fatal(statement, err)
			}
		}
	})
}

// closedWithFacts returns the path of a closed database with some facts of each kind.
func closedWithFacts(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "itemactivity.db")
	s := openWithFacts(t, path)
	device := fixture.Access("", "ann", models.Day(700_003))
	device.Actor.Device = fixture.DeviceSet("phone").Device
	if _, err := s.CreateItemActivity(fixture.Local(t), exampleKey, device); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestRebuild requires that all derived tables contain the same rows after a rebuild as before they
// were damaged, whatever the size of a batch is.
func TestRebuild(t *testing.T) {
	path := closedWithFacts(t)
	before := contents(t, path, derivedTables)
	for _, size := range []int64{0, 1, 3} {
		damage(t, path)
		calls := 0
		var last int64
		done, err := rebuilt(t.Context(), path, projection.Limits{BatchSize: size}, func(done, of int64) {
			calls++
			if done < last || done > of || of != 6 {
				t.Errorf("the progress is %d of %d after %d", done, of, last)
			}
			last = done
		})
		if err != nil {
			t.Fatal(err)
		}
		if done.ItemActivities != 6 || done.DriveActivities != 4 || last != 6 || calls < 5 {
			t.Errorf("the result is %+v, after %d calls of progress, the last with %d", done, calls, last)
		}
		wantContents(t, path, before)
		if found := verified(t, path); found.Different > 0 {
			t.Errorf("verify finds %q", found.Differences)
		}
	}
}

// TestInterruptedRebuild interrupts a rebuild after each of its transactions. The next start of a
// server must complete it, and so must the next rebuild.
func TestInterruptedRebuild(t *testing.T) {
	path := closedWithFacts(t)
	before := contents(t, path, derivedTables)
	stopped := errors.New("stopped")
	for _, complete := range map[string]func(){
		"start": func() {
			if err := reopen(t, path, nil).Close(); err != nil {
				t.Fatal(err)
			}
		},
		"rebuild": func() {
			if _, err := rebuilt(t.Context(), path, projection.Limits{}, nil); err != nil {
				t.Fatal(err)
			}
		},
	} {
		for steps := 1; ; steps++ {
			damage(t, path)
			ctx, stop := context.WithCancelCause(t.Context())
			left := steps
			_, err := rebuilt(ctx, path, projection.Limits{BatchSize: 1}, func(int64, int64) {
				if left--; left == 0 {
					stop(stopped)
				}
			})
			stop(nil)
			if err == nil {
				if steps < 5 {
					t.Errorf("the rebuild has %d steps", steps)
				}
				break
			}
			if !strings.HasPrefix(err.Error(), "rebuild was interrupted: the next rebuild of ") {
				t.Errorf("after %d steps the error is %v", steps, err)
			}
			complete()
			wantContents(t, path, before)
		}
	}
}
