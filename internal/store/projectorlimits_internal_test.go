package store

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/models"
)

// TestTailIsBounded requires that mutations succeed when the tail has reached its bound, because they
// wait for the projections, and that the tail exceeds the bound by one commit group at most.
func TestTailIsBounded(t *testing.T) {
	const bound, writers, bulks, rows = 64, 4, 12, 20
	path := filepath.Join(t.TempDir(), "itemactivity.db")
	var longest atomic.Int64
	var s *Store
	s, err := Open(t.Context(), Config{Path: path, Logger: slog.New(slog.DiscardHandler), projections: projection.Limits{Manual: true, BatchSize: 32, MaxTail: bound}, Committed: func(c Commit) {
		longest.Store(max(longest.Load(), s.projector.Behind()-(c.LastSeq-c.FirstSeq+1)))
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	var writing sync.WaitGroup
	for w := range writers {
		writing.Go(func() {
			for range bulks {
				if err := recordMany(fixture.Local(t), s, rows, fmt.Sprint("user", w)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writing.Wait()
	if longest := longest.Load(); longest >= bound || longest < bound/2 {
		t.Errorf("before a commit at most %d entries were not projected, and the bound is %d", longest, bound)
	}
	wantCounts(t, s, exampleKey.StatID, writers*bulks*rows, writers*rows)
	wantVerified(t, path)
}

// TestFullTailRejectsMutations makes the projections fail until the tail has reached its bound. Then
// mutations are rejected, reads remain exact, and mutations succeed again after the fault has ended.
func TestFullTailRejectsMutations(t *testing.T) {
	s := openLimited(t, filepath.Join(t.TempDir(), "itemactivity.db"), projection.Limits{Manual: true, MaxTail: 3})
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	exec(t, s, "CREATE TRIGGER fail BEFORE INSERT ON activity_postings BEGIN SELECT RAISE(ROLLBACK, 'made to fail'); END")
	recordUsers(t, s, "ann", "bob", "carl")
	_, err := s.CreateItemActivity(fixture.Local(t), exampleKey, fixture.Access("dora", "dora", 700_000))
	fixture.WantCode(t, err, models.Unavailable)
	if s.projector.Err() == nil {
		t.Error("the projector has no error")
	}
	wantUsers(t, s, "ann", "bob", "carl")
	exec(t, s, "DROP TRIGGER fail")
	recordUsers(t, s, "dora")
	wantUsers(t, s, "ann", "bob", "carl", "dora")
	project(t, s)
	wantUsers(t, s, "ann", "bob", "carl", "dora")
	wantVerified(t, s.database.Path())
}

// TestOpenProjectsTheTail requires that Open and Close project what the log contains.
func TestOpenProjectsTheTail(t *testing.T) {
	path := filepath.Join(t.TempDir(), "itemactivity.db")
	s := openManual(t, path)
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	recordUsers(t, s, "ann", "bob")
	if err := s.projector.Advance(projection.ActorLists, 1); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	wantStates := func(applied int64) {
		t.Helper()
		var behind int
		if err := s.database.Writes().Raw("SELECT count(*) FROM projections WHERE applied_seq <> ? OR batch_seq <> ?", applied, applied).Scan(&behind).Error; err != nil || behind > 0 {
			t.Errorf("%d projections do not contain all %d activities (%v)", behind, applied, err)
		}
	}
	s = reopen(t, path, nil)
	wantStates(2)
	wantUsers(t, s, "ann", "bob")
	recordUsers(t, s, "carl")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openManual(t, path)
	wantStates(3)
	wantUsers(t, s, "ann", "bob", "carl")
	wantVerified(t, path)
}

// TestOpenWithoutProjecting: a step fails when a database with a tail is opened. The store is opened
// nevertheless, reads are exact, and everything is projected when the fault ends.
func TestOpenWithoutProjecting(t *testing.T) {
	path := filepath.Join(t.TempDir(), "itemactivity.db")
	s := openManual(t, path)
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	recordUsers(t, s, "ann", "bob")
	exec(t, s, "CREATE TRIGGER fail BEFORE INSERT ON group_timelines BEGIN SELECT RAISE(ROLLBACK, 'made to fail'); END")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = reopen(t, path, nil)
	wantUsers(t, s, "ann", "bob")
	if s.projector.Err() == nil {
		t.Error("the projector has no error, so nothing was tested")
	}
	exec(t, s, "DROP TRIGGER fail")
	eventually(t, "everything is projected", func() bool { return s.projector.Behind() == 0 })
	wantUsers(t, s, "ann", "bob")
	wantVerified(t, path)
}
