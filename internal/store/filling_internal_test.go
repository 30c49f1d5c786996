package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/models"
)

// filled is a set of tables that are new in a database, and the counts that need them.
type filled struct {
	name string
	// users is the number of accesses that make enough steps.
	users   int
	changes []string
	// counts returns the counts of all accesses of the example, each of which must be the number of
	// accesses, and the errors instead.
	counts func(ctx context.Context, t *testing.T, s *Store) ([]int, []error)
}

var fillings = []filled{
	{"items", 400, []string{
		"DELETE FROM item_action_counts WHERE action = 0", "DELETE FROM item_action_actors WHERE action = 0",
		"UPDATE projections SET applied_seq = 0, batch_seq = 0, filling = 1 WHERE name = 'item_action_counts'",
	}, func(ctx context.Context, t *testing.T, s *Store) ([]int, []error) {
		t.Helper()
		stat, err := s.ItemActivityStat(ctx, exampleKey.StatID)
		if err != nil {
			t.Fatal(err)
		}
		actions, actionErr := s.ActionCount(ctx, stat.Access())
		actors, actorErr := s.ActorCount(ctx, stat.Access())
		return []int{actions, actors}, []error{actionErr, actorErr}
	}},
	{"drives", 150, []string{
		"DELETE FROM drive_action_counts WHERE action = 0", "DELETE FROM drive_action_actors WHERE action = 0",
		"DELETE FROM active_items WHERE action = 0", "DELETE FROM active_actors WHERE action = 0",
		"UPDATE projections SET applied_seq = 0, batch_seq = 0, filling = 1 WHERE name IN ('drive_action_counts', 'active_items', 'active_actors')",
	}, func(ctx context.Context, t *testing.T, s *Store) ([]int, []error) {
		t.Helper()
		drive, err := s.Drive(ctx, ExampleDriveID)
		if err != nil {
			t.Fatal(err)
		}
		stat, counts, errs := models.NewDriveActivityStat(models.AllTimeWindow(), drive), make([]int, 4), make([]error, 4)
		counts[0], errs[0] = s.DriveActionCount(ctx, stat.Access())
		counts[1], errs[1] = s.DriveActorCount(ctx, stat.Access())
		items, err := s.MostActiveItems(ctx, stat, nil, models.Accesses)
		if errs[2] = err; len(items) == 1 {
			counts[2] = items[0].ActionCount
		}
		// Each user has one access, and there are more than ten of them.
		actors, err := s.MostActiveActors(ctx, stat, nil, models.Accesses)
		if errs[3] = err; len(actors) == 10 && actors[0].ActionCount == 1 {
			counts[3] = counts[2]
		}
		return counts, errs
	}},
}

// eachFilling runs a test for each set of tables.
func eachFilling(t *testing.T, test func(t *testing.T, f filled)) {
	t.Helper()
	for _, f := range fillings {
		t.Run(f.name, func(t *testing.T) { test(t, f) })
	}
}

// database returns a closed database with the example and n accesses by as many users, in which the tables
// are new.
func (f filled) database(t *testing.T, n int) (path string, users []string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "itemactivity.db")
	s := reopen(t, path, nil)
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		users = append(users, fmt.Sprintf("user%04d", i))
	}
	recordUsers(t, s, users...)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	withDatabase(t, path, func(db *gorm.DB) {
		for _, change := range f.changes {
			if err := db.Exec(change).Error; err != nil {
				t.Fatal(err)
			}
		}
	})
	return path, users
}

// read reads the counts. It requires that each is the number of accesses, or is unavailable with the
// progress. It reports whether all are available.
func (f filled) read(t *testing.T, s *Store, accesses int) (available bool) {
	t.Helper()
	ctx, end := s.begin(fixture.Local(t), new(Attempt))
	defer end()
	counts, errs := f.counts(ctx, t, s)
	available = true
	for i, err := range errs {
		if err == nil {
			if counts[i] != accesses {
				t.Errorf("count %d is %d, want %d", i, counts[i], accesses)
			}
			continue
		}
		available = false
		var unavailable *models.Error
		if !errors.As(err, &unavailable) || unavailable.Code != models.Unavailable || unavailable.RetryAfter <= 0 ||
			!regexp.MustCompile(`\b\d+ percent\b`).MatchString(unavailable.Message) {
			t.Fatalf("the error is %v", err)
		}
	}
	return available
}

func isFilling(s *Store) bool { return s.Metrics().FillLag > 0 }

// TestFillsWhileServing records and reads while tables are filled.
func TestFillsWhileServing(t *testing.T) {
	eachFilling(t, func(t *testing.T, f filled) {
		t.Helper()
		path, users := f.database(t, 700)
		s := openLimited(t, path, projection.Limits{BatchSize: 16, MaxTail: 32, Delay: time.Millisecond})
		recorded, unavailable := len(users), 0
		for available := false; !available; {
			recordUsers(t, s, fmt.Sprintf("new%d", recorded))
			recorded++
			if available = f.read(t, s, recorded); !available {
				unavailable++
			}
		}
		if unavailable == 0 {
			t.Error("the statistics were never unavailable")
		}
		recordUsers(t, s, "last")
		if !f.read(t, s, recorded+1) || isFilling(s) {
			t.Error("the statistics are not available")
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		wantVerified(t, path)
	})
}

// TestUnfilledTableIsNotNeeded opens a database whose tables nobody fills. Mutations and lists must not wait
// for them, and the tail must not grow because of them.
func TestUnfilledTableIsNotNeeded(t *testing.T) {
	eachFilling(t, func(t *testing.T, f filled) {
		t.Helper()
		path, users := f.database(t, 40)
		s := openLimited(t, path, projection.Limits{Manual: true, BatchSize: 4, MaxTail: 8})
		for i := range 40 {
			users = append(users, "later"+strconv.Itoa(i))
			recordUsers(t, s, users[len(users)-1])
			if behind := s.projector.Behind(); behind > 8 {
				t.Fatalf("the tail has %d entries", behind)
			}
		}
		project(t, s)
		if s.projector.Behind() != 0 || s.Metrics().FillLag != int64(len(users)) {
			t.Errorf("%d entries are not projected, and %d not filled", s.projector.Behind(), s.Metrics().FillLag)
		}
		if f.read(t, s, len(users)) {
			t.Error("the statistics are available")
		}
		wantCreations(t, s, 1)
		group := ExampleGroupID
		if ids := listedIDs(t, s, models.ItemActivityFilter{GroupID: &group}, models.LatestRecordedFirst); len(ids) != 25 || ids[0] != models.ID(users[len(users)-1]) {
			t.Errorf("the list is %q", ids)
		}
		wantVerified(t, killed(t, path))
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := Rebuild(t.Context(), Config{Path: path, Logger: slog.New(slog.DiscardHandler)}, nil); err != nil {
			t.Fatal(err)
		}
		again := openManual(t, path)
		if !f.read(t, again, len(users)) || isFilling(again) {
			t.Error("a table is filled after a rebuild")
		}
	})
}

// TestKilledWhileFilling kills the server after each step that fills a table. What is left must be correct,
// and the next start must continue it.
func TestKilledWhileFilling(t *testing.T) {
	eachFilling(t, func(t *testing.T, f filled) {
		t.Helper()
		path, users := f.database(t, f.users)
		clock := time.Now()
		limits := projection.Limits{Manual: true, BatchSize: 16, MaxTail: 32, Now: func() time.Time { // each step is slow, and has few rows
			clock = clock.Add(time.Second)
			return clock
		}}
		s := openLimited(t, path, limits)
		partly := 0
		for step, more := 0, true; more; step++ {
			var err error
			if _, more, err = s.projector.FillStep(t.Context()); err != nil {
				t.Fatal(err)
			}
			left := killed(t, path)
			wantVerified(t, left)
			opened := openLimited(t, left, projection.Limits{BatchSize: 16, MaxTail: 32})
			if isFilling(opened) {
				partly++
			}
			recordUsers(t, opened, "after")
			eventually(t, "nothing is filled", func() bool { return f.read(t, opened, len(users)+1) })
			if err := opened.Close(); err != nil {
				t.Error(err)
			}
			wantVerified(t, left)
			if step%3 == 0 { // the log grows meanwhile
				users = append(users, fmt.Sprintf("meanwhile%d", step))
				recordUsers(t, s, users[len(users)-1])
			}
		}
		if partly < 4 {
			t.Errorf("the server was killed in only %d states in which a table was filled partly", partly)
		}
		for range 2 {
			if !f.read(t, s, len(users)) {
				t.Error("the statistics are not available")
			}
			project(t, s)
		}
	})
}

// TestFillingIsLogged requires that an operator sees what is filled, and when it is done.
func TestFillingIsLogged(t *testing.T) {
	path, _ := fillings[1].database(t, 30)
	log := new(lockedBuffer)
	s, err := Open(t.Context(), Config{Path: path, Logger: slog.New(slog.NewTextHandler(log, nil)), projections: projection.Limits{BatchSize: 4, MaxTail: 8}})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the tables are filled", func() bool { return strings.Count(log.String(), "filled a new table") == 3 })
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"filling new tables", "tables=active_items,active_actors,drive_action_counts", "activities=30"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log does not contain %q:\n%s", want, log)
		}
	}
}

// wantCreations requires a number of creations in the statistics of the file and of the drive of the example.
// These are complete while the accesses are filled.
func wantCreations(t *testing.T, s *Store, n int) {
	t.Helper()
	ctx, end := s.begin(fixture.Local(t), new(Attempt))
	defer end()
	item, itemErr := s.ItemActivityStat(ctx, exampleKey.StatID)
	drive, driveErr := s.Drive(ctx, ExampleDriveID)
	if err := errors.Join(itemErr, driveErr); err != nil {
		t.Fatal(err)
	}
	ofDrive := models.NewDriveActivityStat(models.AllTimeWindow(), drive).Create()
	for name, count := range map[string]func() (int, error){
		"actionCount of the file":  func() (int, error) { return s.ActionCount(ctx, item.Create()) },
		"actorCount of the file":   func() (int, error) { return s.ActorCount(ctx, item.Create()) },
		"actionCount of the drive": func() (int, error) { return s.DriveActionCount(ctx, ofDrive) },
		"actorCount of the drive":  func() (int, error) { return s.DriveActorCount(ctx, ofDrive) },
		"mostActiveItems, creation": func() (int, error) {
			items, err := s.MostActiveItems(ctx, ofDrive.Stat, nil, models.Creations)
			return len(items), err
		},
	} {
		if got, err := count(); err != nil || got != n {
			t.Errorf("%s: %d, want %d (%v)", name, got, n, err)
		}
	}
}

// TestFailingFillIsReported has tables into which nothing can be inserted. The health check must report this
// until it ends, and everything else must work.
func TestFailingFillIsReported(t *testing.T) {
	for name, table := range map[string]string{"items": "item_action_counts", "drives": "active_items"} {
		f := fillings[slices.IndexFunc(fillings, func(f filled) bool { return f.name == name })]
		t.Run(name, func(t *testing.T) {
			path, users := f.database(t, 20)
			withDatabase(t, path, func(db *gorm.DB) {
				if err := db.Exec("CREATE TRIGGER failing BEFORE INSERT ON " + table + " BEGIN SELECT RAISE(ABORT, 'no room'); END").Error; err != nil {
					t.Fatal(err)
				}
			})
			s := openLimited(t, path, projection.Limits{BatchSize: 4, MaxTail: 8})
			eventually(t, "the failure is reported", func() bool { return s.Health(t.Context()).Projections != nil })
			if f.read(t, s, len(users)) {
				t.Error("the statistics are available")
			}
			recordUsers(t, s, "another")
			exec(t, s, "DROP TRIGGER failing")
			eventually(t, "the tables are filled", func() bool { return f.read(t, s, len(users)+1) })
			eventually(t, "the failure is over", func() bool { return s.Health(t.Context()).Projections == nil })
		})
	}
}
