package store

import (
	"cmp"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mattn/go-sqlite3"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/models"
)

// stepClock is the clock by which the projector measures its steps. It advances only if something
// happens on the connection of the writer.
type stepClock struct{ elapsed atomic.Int64 }

func (c *stepClock) now() time.Time { return time.Unix(0, c.elapsed.Load()) }

func (c *stepClock) add(d time.Duration) { c.elapsed.Add(int64(d)) }

// writerConnection calls use with the connection of the writer.
func writerConnection(t *testing.T, s *Store, use func(*sqlite3.SQLiteConn) error) {
	t.Helper()
	pool, err := s.database.Writes().DB()
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pool.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.Raw(func(c any) error { return use(c.(*sqlite3.SQLiteConn)) }); err != nil {
		t.Fatal(err)
	}
}

// openTimed opens a store with the example. By its clock each commit takes sync, and each row that is
// added to the item timelines takes row.
func openTimed(t *testing.T, cfg Config, clock *stepClock, sync, row time.Duration) *Store {
	t.Helper()
	cfg.Path, cfg.Logger, cfg.projections.Now = filepath.Join(t.TempDir(), "itemactivity.db"), slog.New(slog.DiscardHandler), clock.now
	s, err := Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	writerConnection(t, s, func(c *sqlite3.SQLiteConn) error {
		c.RegisterCommitHook(func() int { clock.add(sync); return 0 })
		return c.RegisterFunc("pass", func() int64 { clock.add(row); return 0 }, false)
	})
	exec(t, s, "CREATE TEMP TRIGGER pass AFTER INSERT ON main.item_timelines BEGIN SELECT pass(); END")
	return s
}

// TestStepsOnSlowDisk: the duration of a commit does not make steps smaller, because a smaller step
// has no shorter commit. The time to apply rows does.
func TestStepsOnSlowDisk(t *testing.T) {
	const rows, row = 4096, 10 * time.Microsecond
	for _, c := range []struct {
		sync        time.Duration
		least, most int // steps of the item timelines
	}{
		{0, rows / 400, rows/200 + 2},
		{5 * time.Millisecond, rows / 500, rows/250 + 2},
		{50 * time.Millisecond, 1, 6},
	} {
		t.Run(c.sync.String(), func(t *testing.T) {
			clock := new(stepClock)
			steps, added := map[projection.Projection]int{}, 0
			s := openTimed(t, Config{projections: projection.Limits{Manual: true}, Projected: func(step ProjectionStep) {
				steps[step.Projection]++
				if step.Projection == projection.ItemTimelines {
					added += step.Rows
				}
			}}, clock, c.sync, row)
			for range 8 {
				if err := recordMany(fixture.Local(t), s, rows/8, "user"); err != nil {
					t.Fatal(err)
				}
			}
			project(t, s)
			total := 0
			for _, n := range steps {
				total += n
			}
			if n := steps[projection.ItemTimelines]; added != rows || n < c.least || n > c.most || total >= 60 {
				t.Errorf("%d of %d steps add %d rows to the item timelines", n, total, added)
			}
		})
	}
}

// TestMakeRoomIsBounded: commits wait for room in the tail on a disk that is so slow that a caller
// would wait too long. The mutation is rejected, and the steps before remain, so a later one succeeds.
func TestMakeRoomIsBounded(t *testing.T) {
	clock := new(stepClock)
	var steps atomic.Int64
	s := openTimed(t, Config{
		projections: projection.Limits{Manual: true, MaxTail: 3}, Projected: func(ProjectionStep) { steps.Add(1) },
	}, clock, 400*time.Millisecond, 0)
	recordUsers(t, s, "ann", "bob", "carl")
	all := int64(len(projection.All()))
	for want := int64(3); want < all; want += 3 {
		_, err := s.CreateItemActivity(fixture.Local(t), exampleKey, fixture.Access("dora", "dora", 700_000))
		fixture.WantCode(t, err, models.Unavailable)
		if n := steps.Load(); n != want {
			t.Errorf("the commits wait for %d steps, want %d", n, want)
		}
		wantUsers(t, s, "ann", "bob", "carl")
	}
	recordUsers(t, s, "dora")
	if n := steps.Load(); n != all {
		t.Errorf("all commits wait for %d steps, want %d", n, all)
	}
	wantUsers(t, s, "ann", "bob", "carl", "dora")
	wantVerified(t, s.database.Path())
}

// TestBatchesUnderLoadAreFull records without a pause. Every batch of every projection is full, and
// the rest waits, also if commits apply a batch before the projector does.
func TestBatchesUnderLoadAreFull(t *testing.T) {
	const writers, bulks, rows, batch = 4, 40, 15, 100
	// An activity has two additions in the posting lists and in the statistics, and one for each period in
	// the counts of a group.
	additions := map[projection.Projection]int{
		projection.PostingLists: 2 * batch, projection.Statistics: 2 * batch,
		projection.ActiveItems: 4 * batch, projection.ActiveActors: 4 * batch, projection.DriveStatistics: 2 * batch,
	}
	sizes := map[projection.Projection][]int{}
	clock := new(stepClock)
	s := openTimed(t, Config{
		projections: projection.Limits{BatchSize: batch, MaxTail: batch, Delay: time.Hour}, Projected: func(step ProjectionStep) {
			sizes[step.Projection] = append(sizes[step.Projection], step.Rows)
		},
	}, clock, 0, 0)
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
	eventually(t, "less than a batch waits", func() bool { return s.projector.Behind() < batch })
	s.database.Commits.Lock()
	defer s.database.Commits.Unlock()
	for _, of := range projection.All() {
		if len(sizes[of]) != writers*bulks*rows/batch {
			t.Errorf("%s has %d batches", of, len(sizes[of]))
		}
		for i, size := range sizes[of] {
			if size != cmp.Or(additions[of], batch) {
				t.Errorf("batch %d of %s has %d additions", i, of, size)
			}
		}
	}
}

// TestCloseAppliesWholeBatches: nobody waits for the write lock when a store is closed, so each
// projection takes one step.
func TestCloseAppliesWholeBatches(t *testing.T) {
	const rows = 1000
	var steps atomic.Int64
	s := openTimed(t, Config{
		projections: projection.Limits{Delay: time.Hour}, Projected: func(ProjectionStep) { steps.Add(1) },
	}, new(stepClock), 0, time.Millisecond)
	if err := recordMany(fixture.Local(t), s, rows, "user"); err != nil {
		t.Fatal(err)
	}
	path := s.database.Path()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if n := steps.Load(); n != int64(len(projection.All())) {
		t.Errorf("there are %d steps", n)
	}
	wantCounts(t, openManual(t, path), exampleKey.StatID, rows, rows)
	wantVerified(t, path)
}
