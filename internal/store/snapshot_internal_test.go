package store

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

func countOf(t *testing.T, s *Store, ctx context.Context) int { //nolint:revive // t comes first
	t.Helper()
	groups, err := s.Groups(ctx, models.PageArgs{})
	if err != nil {
		t.Fatal(err)
	}
	total, err := groups.TotalCount(ctx)
	if err != nil || total == nil || *total != len(groups.Edges) {
		t.Fatalf("the count is %v with %d groups (%v)", total, len(groups.Edges), err)
	}
	return *total
}

// TestEndedSnapshotsHoldNothing opens more snapshots than there are connections, one after
// another. It requires that each has returned its connection when it ended.
func TestEndedSnapshotsHoldNothing(t *testing.T) {
	s := open(t, nil)
	pool, err := s.database.Reads().DB()
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 * pool.Stats().MaxOpenConnections {
		ctx, cancel := context.WithTimeout(fixture.Local(t), time.Minute)
		ctx, end := s.begin(ctx, new(Attempt))
		if n := countOf(t, s, ctx); n != 0 {
			t.Errorf("%d groups", n)
		}
		// A snapshot also ends at its deadline.
		if cancel(); i%2 == 0 {
			end()
		}
	}
	ctx, cancel := context.WithTimeout(fixture.Local(t), time.Minute)
	defer cancel()
	if n := countOf(t, s, reading(t, s, ctx)); n != 0 {
		t.Errorf("%d groups", n)
	}
}

// TestSecretsOutliveTheProcess requires that a cursor and an idempotency key are valid after a
// restart, and that neither is valid for another database.
func TestSecretsOutliveTheProcess(t *testing.T) {
	create := func(s *Store) (models.ID, bool) {
		t.Helper()
		attempt := &Attempt{Key: "key"}
		var g *models.Group
		if err := s.Mutate(fixture.Local(t), attempt, func(ctx context.Context) (err error) {
			g, err = s.CreateGroup(ctx, models.Group{DisplayName: "x"})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return g.ID, attempt.Replayed
	}
	path := filepath.Join(t.TempDir(), "itemactivity.db")
	s := reopen(t, path, nil)
	cursor := s.source.Cursors.Seal("list", 1, 2)
	id, replayed := create(s)
	if replayed {
		t.Error("the first is a replay")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	restarted, other := reopen(t, path, nil), open(t, nil)
	if ticks, num, err := restarted.source.Cursors.Open("after", "list", cursor); err != nil || ticks != 1 || num != 2 {
		t.Errorf("the cursor opens at %d, %d (%v)", ticks, num, err)
	}
	if again, replayed := create(restarted); again != id || !replayed {
		t.Errorf("the key has the ids %s and %s, and is a replay: %v", id, again, replayed)
	}
	_, _, err := other.source.Cursors.Open("after", "list", cursor)
	fixture.WantCode(t, err, models.BadUserInput)
	if elsewhere, replayed := create(other); elsewhere == id || replayed {
		t.Error("two databases derive the same id from a key")
	}
}
