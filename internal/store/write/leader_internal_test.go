package write

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// TestElection requires that the leadership passes to the caller whose turn is next, of those
// who wait, whose context lasts long enough, and whose mutation is no bulk. If there is none, the
// leader remains. If the queue is empty, there is no leader, and the next caller becomes one.
func TestElection(t *testing.T) {
	q := newQueue()
	add := func(user models.ID, ctx context.Context, rows int) *Mutation { //nolint:revive // like a row of a table
		t.Helper()
		m := &Mutation{Caller: &auth.Principal{UserID: user}, Origin: ctx, Rows: rows, Done: make(chan error, 1), follows: ctx != nil}
		if leads, err := q.enqueue(m); err != nil || leads != (user == "first") {
			t.Fatalf("%s leads: %v, %v", user, leads, err)
		}
		return m
	}
	wantElected := func(want ...*Mutation) {
		t.Helper()
		for _, m := range want {
			select {
			case err := <-m.Done:
				if !errors.Is(err, errElected) {
					t.Errorf("%s receives %v", m.Caller.UserID, err)
				}
			default:
				t.Errorf("%s is not elected", m.Caller.UserID)
			}
		}
		for _, l := range q.turns {
			for _, m := range l.waiting {
				if len(m.Done) > 0 {
					t.Errorf("%s is elected", m.Caller.UserID)
				}
			}
		}
	}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	short, cancel := context.WithTimeout(t.Context(), leadTime)
	defer cancel()
	long, cancel := context.WithTimeout(t.Context(), leadTime+time.Hour)
	defer cancel()

	add("first", t.Context(), 1)
	q.take(true)
	add("nobody", nil, 1)
	add("canceled", canceled, 1)
	add("short", short, 1)
	add("bulk", t.Context(), maxSmall+1)
	if !q.pass() {
		t.Error("the leader has left although no caller can lead")
	}
	wantElected()
	next := add("next", long, 1)
	add("later", t.Context(), 1)
	if q.pass() {
		t.Error("the leader remains although a caller can lead")
	}
	wantElected(next)
	for q.waitingRows() > 0 {
		q.take(true)
	}
	if q.pass() {
		t.Error("the leader remains although the queue is empty")
	}
	add("first", t.Context(), 1)
	q.close()
	q.close()
	select {
	case <-q.stopped:
		t.Error("the queue has stopped while there is a leader")
	default:
	}
	q.take(true)
	q.pass()
	<-q.stopped
	if leads, err := q.enqueue(&Mutation{Caller: busyCaller, Rows: 1}); leads || !errors.Is(err, ErrClosing) {
		t.Errorf("the mutation after the end leads: %v, %v", leads, err)
	}
}
