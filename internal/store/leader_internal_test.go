package store

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/group"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// awaited is a mutation whose caller waits for it in a goroutine.
type awaited struct {
	result chan error
	// running is closed when the mutation runs. It continues when released is closed.
	running, released chan struct{}
}

// await starts a caller who creates a group and waits. It returns when the mutation is in the
// queue or runs.
func await(t *testing.T, s *Store, ctx context.Context) awaited { //nolint:revive // t comes first
	t.Helper()
	return awaitChange(t, s, ctx, createGroup)
}

func createGroup(tx *write.Tx) error {
	_, err := group.Create(tx, "", models.Group{DisplayName: "x"})
	return err
}

// awaitChange is await for any change.
func awaitChange(t *testing.T, s *Store, ctx context.Context, change func(*write.Tx) error) awaited { //nolint:revive // t comes first
	t.Helper()
	a := awaited{make(chan error, 1), make(chan struct{}), make(chan struct{})}
	before := s.writer.WaitingRows()
	go func() {
		a.result <- s.writer.Do(ctx, func(tx *write.Tx) error {
			close(a.running)
			<-a.released
			return change(tx)
		})
	}()
	for s.writer.WaitingRows() == before {
		select {
		case <-a.running:
			return a
		default:
			runtime.Gosched()
		}
	}
	return a
}

// wantResult waits for the result of a mutation, which must come although others wait.
func wantResult(t *testing.T, result <-chan error, want error) {
	t.Helper()
	select {
	case err := <-result:
		if !errors.Is(err, want) {
			t.Errorf("the result is %v, want %v", err, want)
		}
	case <-time.After(20 * time.Second):
		panic("there is no result") // Close would wait for it without end.
	}
}

func wantGroups(t *testing.T, s *Store, want int) {
	t.Helper()
	if n := groupCount(t, s); n != want {
		t.Errorf("%d groups are stored, want %d", n, want)
	}
}

// TestLoneMutationRunsOnItsCallersGoroutine requires that a mutation that arrives alone is not
// handed over to another goroutine, unless its caller may not have the time for a commit, or it
// is a bulk.
func TestLoneMutationRunsOnItsCallersGoroutine(t *testing.T) {
	s := open(t, nil)
	onItsOwn := func(ctx context.Context, rows int) (own bool) {
		t.Helper()
		if err := s.writer.Await(ctx, &write.Mutation{Rows: rows, Do: func(*write.Tx) error {
			own = strings.Contains(string(debug.Stack()), "testing.tRunner(")
			return nil
		}}); err != nil {
			t.Fatal(err)
		}
		return own
	}
	minute, cancel := context.WithTimeout(fixture.Local(t), time.Minute)
	defer cancel()
	short, cancel := context.WithTimeout(fixture.Local(t), 5*time.Second)
	defer cancel()
	for range 3 {
		if !onItsOwn(fixture.Local(t), 1) || !onItsOwn(minute, 1) {
			t.Error("a lone mutation runs on another goroutine")
		}
		if onItsOwn(short, 1) {
			t.Error("a caller commits who has too little time")
		}
		if onItsOwn(fixture.Local(t), models.MaxBulk) {
			t.Error("the caller of a bulk commits")
		}
	}
}

// TestLeaderDoesNotCommitForOthers requires that a leader returns after its own commit, whether
// the callers of the mutations behind it wait, have left, or did not wait at all.
func TestLeaderDoesNotCommitForOthers(t *testing.T) {
	for _, follower := range []string{"waits", "has left", "does not wait"} {
		t.Run(follower, func(t *testing.T) {
			s := open(t, nil)
			leader := await(t, s, fixture.Local(t))
			<-leader.running
			ctx, leave := context.WithCancel(fixture.Local(t))
			defer leave()
			released := make(chan struct{})
			var second <-chan error
			if follower == "does not wait" {
				second = queue(t, s, auth.Local(), func(tx *write.Tx) error {
					<-released
					return createGroup(tx)
				}).Done
			} else {
				a := await(t, s, ctx)
				second, released = a.result, a.released
			}
			if follower == "has left" {
				leave()
				fixture.WantCode(t, <-second, models.Unavailable)
			}
			close(leader.released)
			wantResult(t, leader.result, nil)
			close(released)
			if follower != "has left" {
				wantResult(t, second, nil)
			}
			if err := s.writer.Do(fixture.Local(t), func(*write.Tx) error { return nil }); err != nil {
				t.Error(err)
			}
			wantGroups(t, s, 2)
		})
	}
}

// TestLeaderIsCanceled cancels the context of a leader in the middle of its commit. It requires
// that the leader returns the result of the commit, and that the mutations behind it are stored.
func TestLeaderIsCanceled(t *testing.T) {
	s := open(t, nil)
	for range 20 { // the context and the result are ready at the same time
		ctx, leave := context.WithCancel(fixture.Local(t))
		leader := await(t, s, ctx)
		<-leader.running
		follower := await(t, s, fixture.Local(t))
		leave()
		close(leader.released)
		close(follower.released)
		wantResult(t, leader.result, nil)
		wantResult(t, follower.result, nil)
	}
	wantGroups(t, s, 40)
}

// leaving is a context that ends when its caller is elected. The queue reads its error then.
type leaving struct {
	context.Context
	queued atomic.Bool
	ended  chan struct{}
}

func (l *leaving) Done() <-chan struct{} { return l.ended }

func (l *leaving) Err() error {
	if l.queued.Swap(false) {
		close(l.ended)
	}
	return nil
}

// TestElectedCallerLeaves: the context of a caller ends when it is to become the leader. The
// mutations behind it are stored nevertheless.
func TestElectedCallerLeaves(t *testing.T) {
	s := open(t, nil)
	var left int
	for range 20 {
		leader := await(t, s, fixture.Local(t))
		<-leader.running
		ctx := &leaving{Context: fixture.Local(t), ended: make(chan struct{})}
		elected := await(t, s, ctx)
		ctx.queued.Store(true)
		behind := await(t, s, fixture.Local(t))
		close(leader.released)
		close(elected.released)
		close(behind.released)
		wantResult(t, leader.result, nil)
		wantResult(t, behind.result, nil)
		if err := <-elected.result; err != nil {
			fixture.WantCode(t, err, models.Unavailable)
			left++
		}
	}
	if left == 0 {
		t.Error("no caller left, so nothing was tested")
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// TestLeaderPanics: the commit of a leader panics outside of any mutation, and so does the
// observer. It requires that the callers of the failed commit get an error that is not for
// clients, that nothing of it is stored, and that the next mutations are.
func TestLeaderPanics(t *testing.T) {
	var clock, observer atomic.Bool
	s, err := Open(t.Context(), Config{
		Path: filepath.Join(t.TempDir(), "a.db"), Logger: slog.New(slog.DiscardHandler),
		Now: func() time.Time {
			if clock.Swap(false) {
				panic("a fault of the clock")
			}
			return time.Now()
		},
		Committed: func(Commit) {
			if observer.Swap(false) {
				panic("a fault of the observer")
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	create := func() error {
		_, err := s.CreateGroup(fixture.Local(t), models.Group{DisplayName: "x"})
		return err
	}
	if err := create(); err != nil {
		t.Fatal(err)
	}
	leader := awaitChange(t, s, fixture.Local(t), func(*write.Tx) error {
		clock.Store(true)
		return nil
	})
	<-leader.running
	panics := []awaited{await(t, s, fixture.Local(t)), await(t, s, fixture.Local(t))}
	close(leader.released)
	for _, m := range panics {
		close(m.released)
		var refusal *models.Error
		if err := <-m.result; err == nil || errors.As(err, &refusal) {
			t.Errorf("the error of a panic is %v, want one that is not for clients", err)
		}
	}
	wantResult(t, leader.result, nil)
	observer.Store(true)
	for range 2 {
		if err := create(); err != nil {
			t.Errorf("the error of the next mutation is %v", err)
		}
	}
	if clock.Load() || observer.Load() {
		t.Error("there was no panic, so nothing was tested")
	}
	wantGroups(t, s, 3)
}
