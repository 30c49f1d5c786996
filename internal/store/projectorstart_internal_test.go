package store

import (
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/models"
)

// failingToOpen returns the path of a closed database whose group timelines lack an activity of each
// user and cannot be updated.
func failingToOpen(t *testing.T, now func() time.Time, users ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "itemactivity.db")
	s, err := Open(t.Context(), Config{Path: path, Logger: slog.New(slog.DiscardHandler), Now: now, projections: projection.Limits{Manual: true}})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	recordUsers(t, s, users...)
	exec(t, s, "CREATE TRIGGER fail BEFORE INSERT ON group_timelines BEGIN SELECT RAISE(ABORT, 'made to fail'); END")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestOpenLackingTooMuch: a step fails when a database is opened, and the projections lack more than a
// server ever lets them lack. Open fails with the cause.
func TestOpenLackingTooMuch(t *testing.T) {
	for name, users := range map[string][]string{
		"as many": {"ann", "bob", "carl", "dora", "emil", "fred"},
		"more":    {"ann", "bob", "carl", "dora", "emil", "fred", "gina"},
	} {
		t.Run(name, func(t *testing.T) {
			path := failingToOpen(t, nil, users...)
			s, err := Open(t.Context(), Config{Path: path, Logger: slog.New(slog.DiscardHandler), projections: projection.Limits{MaxTail: 3}})
			if err == nil {
				t.Fatal("Open succeeds", s.Close())
			}
			for _, part := range []string{path, "cannot be updated", "made to fail", "docs/operating.md"} {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("the error is %q, which lacks %q", err, part)
				}
			}
			wantVerified(t, path)
		})
	}
}

// TestOpenLackingLittle: a step fails when a database is opened, and the projections lack less than the
// bound. Reads find what they lack in memory, and the lag is known.
func TestOpenLackingLittle(t *testing.T) {
	clock := fixture.NewClock(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC))
	path := failingToOpen(t, clock.Now, "ann", "bob")
	clock.Set(clock.Now().Add(10 * time.Second))
	s, err := Open(t.Context(), Config{
		Path: path, Logger: slog.New(slog.DiscardHandler), Now: clock.Now, projections: projection.Limits{MaxTail: 3},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	for range 10 {
		wantCounts(t, s, models.StandardWindow(models.OneDay, 700_000).ID(ExampleFileID), 2, 2)
	}
	wantUsers(t, s, "ann", "bob")
	if m := s.Metrics(); m.TailLogReads != 0 || m.Lag != 2 || m.LagSeconds != 10 {
		t.Errorf("the metrics are %+v", m)
	}
	recordUsers(t, s, "carl")
	wantUsers(t, s, "ann", "bob", "carl")
	if m := s.Metrics(); m.TailLogReads != 0 || m.Lag != 3 || m.LagSeconds != 10 {
		t.Errorf("with a further activity the metrics are %+v", m)
	}
}

// TestOpenLackingMoreThanTheTail: a bulk was recorded when there was room for one more activity. After a
// restart with a step that fails, Open succeeds nevertheless, and reads are complete.
func TestOpenLackingMoreThanTheTail(t *testing.T) {
	users := []string{"ann", "bob", "carl", "dora", "emil"}
	path := failingToOpen(t, nil, users...)
	s, err := Open(t.Context(), Config{Path: path, Logger: slog.New(slog.DiscardHandler), projections: projection.Limits{MaxTail: 3}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	wantCounts(t, s, models.StandardWindow(models.OneDay, 700_000).ID(ExampleFileID), 5, 5)
	_, err = s.CreateItemActivity(fixture.Local(t), exampleKey, fixture.Access("fred", "fred", 700_000))
	fixture.WantCode(t, err, models.Unavailable)
}

// TestLateCommit: a step of the projector fails, but the database contains its result nevertheless. A
// later step does not set the state of a projection back.
func TestLateCommit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "itemactivity.db")
	s := openManual(t, path)
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	users := []models.ID{"ann", "bob", "carl", "dora"}
	for _, user := range users {
		recordUsers(t, s, string(user))
	}
	exec(t, s, "CREATE TRIGGER fail BEFORE INSERT ON item_timelines BEGIN SELECT RAISE(ABORT, 'made to fail'); END")
	if err := s.projector.CatchUp(t.Context()); err == nil {
		t.Fatal("the step succeeds")
	}
	exec(t, s, "DROP TRIGGER fail")
	// The same steps, of another projector, succeed.
	other := projection.New(projection.Config{Database: s.database, Tail: s.source.Tail})
	if err := other.Fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	for through := range int64(len(users)) {
		if more, err := s.projector.Step(through); more || err != nil {
			t.Errorf("a step up to %d applies something (%v)", through, err)
		}
	}
	for _, of := range projection.All() {
		if err := s.projector.Advance(of, 1); err != nil {
			t.Error(err)
		}
	}
	if behind := s.projector.Behind(); behind != 0 {
		t.Errorf("the projector is %d activities behind", behind)
	}
	states, last, err := projection.ReadStates(s.database.Reads())
	if err != nil || states.Applied() != last || last != int64(len(users)) {
		t.Errorf("the states are %+v, and the log ends with %d (%v)", states, last, err)
	}
	wantUsers(t, s, users...)
	wantVerified(t, path)
}
