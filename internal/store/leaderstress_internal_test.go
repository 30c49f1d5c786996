package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/group"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// TestStopWhileALeaderCommits closes the store while the caller of one mutation commits and
// others wait. It requires that all of them are stored, and that Close returns after that.
func TestStopWhileALeaderCommits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "itemactivity.db")
	s := reopen(t, path, nil)
	leader := await(t, s, fixture.Local(t))
	<-leader.running
	var followers []awaited
	for range 20 {
		followers = append(followers, await(t, s, fixture.Local(t)))
	}
	closed := make(chan error, 1)
	go func() { closed <- s.Close() }()
	for !errors.Is(s.writer.Enqueue(&write.Mutation{Caller: auth.Local(), Rows: 1, Do: func(*write.Tx) error { return nil }}), write.ErrClosing) {
		runtime.Gosched()
	}
	close(leader.released)
	wantResult(t, leader.result, nil)
	for _, f := range followers {
		select {
		case err := <-closed:
			t.Fatalf("Close returned before the queued mutations: %v", err)
		default:
		}
		close(f.released)
	}
	for _, f := range followers {
		wantResult(t, f.result, nil)
	}
	wantResult(t, closed, nil)
	if n := groupCount(t, reopen(t, path, nil)); n != 1+len(followers) {
		t.Errorf("%d groups are stored, want %d", n, 1+len(followers))
	}
}

// crowdBulk is the number of rows of every 50th mutation.
const crowdBulk = 100

// crowd is many callers, each with one mutation. Any goroutine may end their
// contexts.
type crowd struct {
	s       *Store
	leave   []context.CancelFunc
	results []error
	waiting sync.WaitGroup
}

// TestThousandCallersOfWhomManyLeave runs a thousand mutations. Contexts end before, during and
// after the commits. It requires that each caller gets a result, that what was acknowledged is
// stored, that what was rejected is not stored, and that no goroutine remains.
func TestThousandCallersOfWhomManyLeave(t *testing.T) {
	s := open(t, nil)
	before := runtime.NumGoroutine()
	const size, rows = 1000, 1000 + 20*(crowdBulk-1)
	c := crowd{s: s, results: make([]error, size)}
	var contexts []context.Context
	for i := range size {
		caller := *auth.Local()
		caller.UserID = models.ID(fmt.Sprint("user-", i%7))
		ctx, leave := context.WithCancel(fixture.As(t, &caller))
		contexts, c.leave = append(contexts, ctx), append(c.leave, leave)
	}
	// A group that waits behind this mutation begins with callers who leave at once.
	first := await(t, s, fixture.Local(t))
	<-first.running
	for i := range size {
		c.waiting.Go(func() { c.results[i] = c.create(contexts[i], i) })
	}
	for s.writer.WaitingRows() < rows {
		runtime.Gosched()
	}
	for i := range size / 10 {
		c.leave[i]()
	}
	close(first.released)
	wantResult(t, first.result, nil)
	done := make(chan error)
	go func() { c.waiting.Wait(); close(done) }()
	wantResult(t, done, nil)
	c.wantStored(t)
	wantNoMoreGoroutines(t, before)
}

// create creates a group. Its commit ends the contexts of some callers: its own, that of a
// caller near in the queue, and that of any other.
func (c *crowd) create(ctx context.Context, i int) error {
	rows := 1
	if i%50 == 0 {
		rows = crowdBulk
	}
	return c.s.writer.Await(ctx, &write.Mutation{Rows: rows, Do: func(tx *write.Tx) error {
		switch i % 6 {
		case 0:
			c.leave[i]()
		case 1:
			c.leave[(i+7)%len(c.leave)]()
		case 2:
			c.leave[(i*37)%len(c.leave)]()
		case 3:
			panic("a fault of the program")
		}
		_, err := group.Create(tx, "", models.Group{ID: crowdID(i), DisplayName: "x"})
		return err
	}})
}

func crowdID(i int) models.ID { return models.ID(fmt.Sprint("crowd-", i)) }

// wantStored compares the results with what is stored.
func (c *crowd) wantStored(t *testing.T) {
	t.Helper()
	var ids []string
	if err := c.s.database.Reads().Table("groups").Pluck("id", &ids).Error; err != nil {
		t.Fatal(err)
	}
	stored := map[string]bool{}
	for _, id := range ids {
		stored[id] = true
	}
	acknowledged, unconfirmed, failed := 0, 0, 0
	for i, err := range c.results {
		is := stored[string(crowdID(i))]
		var refusal *models.Error
		switch {
		case err == nil:
			if acknowledged++; !is {
				t.Errorf("mutation %d was acknowledged and is not stored", i)
			}
		case !errors.As(err, &refusal):
			if failed++; is || i%6 != 3 {
				t.Errorf("mutation %d failed with %v, and it is stored: %v", i, err, is)
			}
		case refusal.Code != models.Unavailable || !strings.Contains(refusal.Message, "did not confirm"):
			t.Errorf("the error of mutation %d is %v", i, err)
		default:
			if unconfirmed++; is && i%6 == 3 {
				t.Errorf("mutation %d panicked and is stored", i)
			}
		}
	}
	t.Logf("%d acknowledged, %d not confirmed, %d failed", acknowledged, unconfirmed, failed)
	if acknowledged == 0 || unconfirmed < len(c.results)/10 || failed == 0 {
		t.Error("so nothing was tested")
	}
}

// wantNoMoreGoroutines waits until the number of goroutines is at most before.
func wantNoMoreGoroutines(t *testing.T, before int) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	for runtime.NumGoroutine() > before {
		select {
		case <-deadline:
			var stacks strings.Builder
			_ = pprof.Lookup("goroutine").WriteTo(&stacks, 1)
			t.Fatalf("there are %d goroutines, want at most %d:\n%s", runtime.NumGoroutine(), before, stacks.String())
		default:
			runtime.Gosched()
		}
	}
}
