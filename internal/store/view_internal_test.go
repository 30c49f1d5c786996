package store

import (
	"context"
	"path/filepath"
	"testing"
	"time"

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
		t.Fatalf("the count is %v beside %d groups (%v)", total, len(groups.Edges), err)
	}
	return *total
}

// TestSnapshotsStandStill: what is written after a snapshot's first read is not
// in it; what is written before that is, although the snapshot was there.
func TestSnapshotsStandStill(t *testing.T) {
	s := open(t, nil)
	create := func() {
		t.Helper()
		if _, err := s.CreateGroup(local(t), models.Group{DisplayName: "x"}); err != nil {
			t.Fatal(err)
		}
	}
	ctx, end := s.begin(local(t), new(Attempt))
	create()
	if n := countOf(t, s, ctx); n != 1 {
		t.Errorf("%d groups at the first read, not 1", n)
	}
	create()
	if n := countOf(t, s, ctx); n != 1 {
		t.Errorf("%d groups at the second read, not 1: the snapshot moved", n)
	}
	end()
	if _, err := s.Groups(ctx, models.PageArgs{}); err == nil {
		t.Error("a snapshot that ended was read")
	}
	if n := countOf(t, s, reading(t, s, local(t))); n != 2 {
		t.Errorf("%d groups in a new snapshot, not 2", n)
	}
}

// TestEndedSnapshotsHoldNothing opens more of them than there are connections:
// one that kept its connection would leave none for the others.
func TestEndedSnapshotsHoldNothing(t *testing.T) {
	s := open(t, nil)
	pool, err := s.database.Reads().DB()
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 * pool.Stats().MaxOpenConnections {
		ctx, cancel := context.WithTimeout(local(t), time.Minute)
		ctx, end := s.begin(ctx, new(Attempt))
		if n := countOf(t, s, ctx); n != 0 {
			t.Errorf("%d groups", n)
		}
		// Its deadline ends a snapshot as well.
		if cancel(); i%2 == 0 {
			end()
		}
	}
	ctx, cancel := context.WithTimeout(local(t), time.Minute)
	defer cancel()
	if n := countOf(t, s, reading(t, s, ctx)); n != 0 {
		t.Errorf("%d groups", n)
	}
}

// TestReadOutsideOfASnapshot is a fault of the program, which must not go by
// unseen: such a read would belong to no state.
func TestReadOutsideOfASnapshot(t *testing.T) {
	s := open(t, nil)
	defer func() {
		if recover() == nil {
			t.Error("it was read")
		}
	}()
	_, _ = s.Groups(local(t), models.PageArgs{})
}

// TestNobodyReadsOrWrites: where nobody was let in nothing is found, and nothing
// waits for the writer.
func TestNobodyReadsOrWrites(t *testing.T) {
	s := open(t, nil)
	_, err := s.Groups(reading(t, s, t.Context()), models.PageArgs{})
	wantCode(t, err, models.Unauthenticated)
	_, err = s.Node(reading(t, s, t.Context()), "x")
	wantCode(t, err, models.Unauthenticated)
	_, err = s.Me(reading(t, s, t.Context()))
	wantCode(t, err, models.Unauthenticated)
	_, err = s.CreateGroup(t.Context(), models.Group{DisplayName: "x"})
	wantCode(t, err, models.Unauthenticated)
	if n := groupCount(t, s); n != 0 {
		t.Error("nobody wrote")
	}
}

// TestSecretsOutliveTheProcess: a cursor and an idempotency key are as good
// after a restart as before, and neither is good for another database.
func TestSecretsOutliveTheProcess(t *testing.T) {
	create := func(s *Store) (models.ID, bool) {
		t.Helper()
		attempt := &Attempt{Key: "key"}
		var g *models.Group
		if err := s.Mutate(local(t), attempt, func(ctx context.Context) (err error) {
			g, err = s.CreateGroup(ctx, models.Group{DisplayName: "x"})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return g.ID, attempt.Replayed
	}
	path := filepath.Join(t.TempDir(), "itemactivity.db")
	s := reopen(t, path, nil)
	cursor := s.cursors.Seal("list", 1, 2)
	id, replayed := create(s)
	if replayed {
		t.Error("the first is a replay")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	restarted, other := reopen(t, path, nil), open(t, nil)
	if ticks, num, err := restarted.cursors.Open("after", "list", cursor); err != nil || ticks != 1 || num != 2 {
		t.Errorf("the cursor opens at %d, %d (%v)", ticks, num, err)
	}
	if again, replayed := create(restarted); again != id || !replayed {
		t.Errorf("the key has the ids %s and %s, and is a replay: %v", id, again, replayed)
	}
	_, _, err := other.cursors.Open("after", "list", cursor)
	wantCode(t, err, models.BadUserInput)
	if elsewhere, replayed := create(other); elsewhere == id || replayed {
		t.Error("two databases make the same id of a key")
	}
}
