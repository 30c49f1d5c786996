package store

import (
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/models"
)

// filledDatabase returns a closed database with the example and n accesses by as many users, in which the
// statistics of items are new.
func filledDatabase(t *testing.T, n int) (path string, users []string) {
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
		for _, change := range []string{
			"DELETE FROM item_action_counts WHERE action = 0", "DELETE FROM item_action_actors WHERE action = 0",
			"UPDATE projections SET applied_seq = 0, batch_seq = 0, filling = 1 WHERE name = 'item_action_counts'",
		} {
			if err := db.Exec(change).Error; err != nil {
				t.Fatal(err)
			}
		}
	})
	return path, users
}

// countsOrUnavailable returns both counts of the example file of all time. It requires that both are
// unavailable with progress, or neither.
func countsOrUnavailable(t *testing.T, s *Store) (actions, actors int, available bool) {
	t.Helper()
	ctx, end := s.begin(fixture.Local(t), new(Attempt))
	defer end()
	stat, err := s.ItemActivityStat(ctx, exampleKey.StatID)
	if err != nil {
		t.Fatal(err)
	}
	actions, actionErr := s.ActionCount(ctx, stat.Access())
	actors, actorErr := s.ActorCount(ctx, stat.Access())
	if actionErr == nil && actorErr == nil {
		return actions, actors, true
	}
	for _, err := range []error{actionErr, actorErr} {
		var unavailable *models.Error
		if !errors.As(err, &unavailable) || unavailable.Code != models.Unavailable || unavailable.RetryAfter <= 0 ||
			!regexp.MustCompile(`\b\d+ percent\b`).MatchString(unavailable.Message) {
			t.Fatalf("the error is %v", err)
		}
	}
	return 0, 0, false
}

func isFilling(s *Store) bool { return s.Metrics().FillLag > 0 }

// TestFillsWhileServing records and reads while the statistics are filled. A count must be unavailable, or
// be that of everything that was recorded before.
func TestFillsWhileServing(t *testing.T) {
	path, users := filledDatabase(t, 700)
	s := openLimited(t, path, projection.Limits{BatchSize: 16, MaxTail: 32, Delay: time.Millisecond})
	recorded, unavailable := len(users), 0
	for available := false; !available; {
		recordUsers(t, s, fmt.Sprintf("new%d", recorded))
		recorded++
		var actions, actors int
		if actions, actors, available = countsOrUnavailable(t, s); !available {
			unavailable++
			continue
		}
		if actions != recorded || actors != recorded {
			t.Errorf("%d accesses by %d actors; want %d", actions, actors, recorded)
		}
	}
	if unavailable == 0 {
		t.Error("the statistics were never unavailable")
	}
	recordUsers(t, s, "last")
	wantCounts(t, s, exampleKey.StatID, recorded+1, recorded+1)
	eventually(t, "nothing is filled", func() bool { return !isFilling(s) })
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	wantVerified(t, path)
}

// TestUnfilledTableIsNotNeeded opens a database whose statistics nobody fills. Mutations and lists must not
// wait for them, and the tail must not grow because of them.
func TestUnfilledTableIsNotNeeded(t *testing.T) {
	path, users := filledDatabase(t, 40)
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
	if _, _, available := countsOrUnavailable(t, s); available {
		t.Error("the statistics are available")
	}
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
	wantCounts(t, again, exampleKey.StatID, len(users), len(users))
	if isFilling(again) {
		t.Error("a table is filled after a rebuild")
	}
}

// TestKilledWhileFilling kills the server after each step that fills the statistics. What is left must be
// correct, and the next start must continue it.
func TestKilledWhileFilling(t *testing.T) {
	path, users := filledDatabase(t, 400)
	clock := time.Now()
	limits := projection.Limits{Manual: true, BatchSize: 16, MaxTail: 32, Now: func() time.Time { // each step is slow, and has few rows
		clock = clock.Add(time.Second)
		return clock
	}}
	s := openLimited(t, path, limits)
	partly := 0
	for step, more := 0, true; more; step++ {
		var err error
		if _, more, err = s.projector.Fills(t.Context()); err != nil {
			t.Fatal(err)
		}
		left := killed(t, path)
		wantVerified(t, left)
		opened := openLimited(t, left, projection.Limits{BatchSize: 16, MaxTail: 32})
		if isFilling(opened) {
			partly++
		}
		recordUsers(t, opened, "after")
		eventually(t, "nothing is filled", func() bool { return !isFilling(opened) })
		wantCounts(t, opened, exampleKey.StatID, len(users)+1, len(users)+1)
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
	wantCounts(t, s, exampleKey.StatID, len(users), len(users))
	project(t, s)
	wantCounts(t, s, exampleKey.StatID, len(users), len(users))
}

// TestFillingIsLogged requires that an operator sees what is filled, and when it is done.
func TestFillingIsLogged(t *testing.T) {
	path, _ := filledDatabase(t, 30)
	log := new(lockedBuffer)
	s, err := Open(t.Context(), Config{Path: path, Logger: slog.New(slog.NewTextHandler(log, nil)), projections: projection.Limits{BatchSize: 4, MaxTail: 8}})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the table is filled", func() bool { return strings.Contains(log.String(), "filled a new table") })
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"filling new tables", "tables=item_action_counts", "activities=30"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log does not contain %q:\n%s", want, log)
		}
	}
}
