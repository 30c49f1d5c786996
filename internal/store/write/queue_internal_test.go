package write

import (
	"errors"
	"slices"
	"strconv"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

var busyCaller, otherCaller = &auth.Principal{UserID: "busy"}, &auth.Principal{UserID: "other"}

// enqueue puts a mutation of so many rows into a queue.
func enqueue(t *testing.T, q *queue, caller *auth.Principal, rows int) *Mutation {
	t.Helper()
	m := &Mutation{Caller: caller, Rows: rows}
	if err := q.enqueue(m); err != nil {
		t.Fatalf("%d rows of %s: %v", rows, caller.Key(), err)
	}
	return m
}

// TestQueueIsFullByCaller: who fills the queue is refused more, and nobody else.
func TestQueueIsFullByCaller(t *testing.T) {
	q := newQueue()
	for range MaxWaiting {
		enqueue(t, q, busyCaller, 1)
	}
	if err := q.enqueue(&Mutation{Caller: busyCaller, Rows: 1}); !errors.Is(err, ErrBusy) {
		t.Errorf("the row past the limit has %v", err)
	}
	for range 10 {
		enqueue(t, q, otherCaller, 1)
	}
	enqueue(t, q, &auth.Principal{UserID: "another"}, models.MaxBulk)
	if err := q.enqueue(&Mutation{Caller: otherCaller, Rows: models.MaxBulk}); !errors.Is(err, ErrBusy) {
		t.Errorf("a bulk of a caller that has rows there, beside a full queue, has %v", err)
	}
	const room = spareWaiting - 10 - models.MaxBulk
	for i := range room {
		enqueue(t, q, &auth.Principal{UserID: models.ID(strconv.Itoa(i / fewWaiting))}, 1)
	}
	if err := q.enqueue(&Mutation{Caller: &auth.Principal{UserID: "the last"}, Rows: 1}); !errors.Is(err, ErrBusy) {
		t.Errorf("the row past what is spared for others has %v", err)
	}
	for q.waitingRows() > 0 {
		q.take()
	}
	if len(q.lines) > 0 || len(q.turns) > 0 {
		t.Errorf("%d lines and %d turns are left", len(q.lines), len(q.turns))
	}
	enqueue(t, q, busyCaller, MaxWaiting)
}

// TestEveryCallerIsInTheNextGroup: a mutation does not wait behind what another
// caller has queued before it.
func TestEveryCallerIsInTheNextGroup(t *testing.T) {
	q := newQueue()
	first := enqueue(t, q, busyCaller, 1)
	for range 3 * MaxGroup {
		enqueue(t, q, busyCaller, 1)
	}
	others := []*Mutation{enqueue(t, q, otherCaller, 1), enqueue(t, q, otherCaller, 1)}
	group := q.take()
	if len(group) != MaxGroup {
		t.Errorf("a group has %d mutations", len(group))
	}
	if group[0] != first {
		t.Error("who came first is not the first")
	}
	at := [2]int{slices.Index(group, others[0]), slices.Index(group, others[1])}
	if at[0] < 0 || at[0] > at[1] {
		t.Errorf("the mutations of the other are at %v", at)
	}
}

// TestOthersWaitForOneBulk: after a bulk those come who wait with less, and the
// next bulk after them. Alone, bulks follow one another.
func TestOthersWaitForOneBulk(t *testing.T) {
	q := newQueue()
	var bulks []*Mutation
	for range 4 {
		bulks = append(bulks, enqueue(t, q, busyCaller, models.MaxBulk))
	}
	wantGroup := func(want ...*Mutation) {
		t.Helper()
		if got := q.take(); !slices.Equal(got, want) {
			t.Errorf("a group has %d mutations, want %d others", len(got), len(want))
		}
	}
	wantGroup(bulks[0])
	wantGroup(bulks[1])
	one := enqueue(t, q, otherCaller, 1)
	wantGroup(one)
	two := enqueue(t, q, otherCaller, 1)
	wantGroup(two, bulks[2])
	three, another := enqueue(t, q, otherCaller, 1), enqueue(t, q, otherCaller, models.MaxBulk)
	wantGroup(three, another) // those who wait with less are its own caller
	wantGroup(bulks[3])
	if got := q.take(); got != nil {
		t.Errorf("an empty queue has a group of %d", len(got))
	}
}

// TestABulkIsNotLeftOutForEver: small mutations that fill group after group keep no
// bulk from being written.
func TestABulkIsNotLeftOutForEver(t *testing.T) {
	q := newQueue()
	small := func() {
		for q.waitingRows() < 2*MaxGroup+models.MaxBulk {
			enqueue(t, q, busyCaller, maxBeside)
		}
	}
	small()
	bulk := enqueue(t, q, otherCaller, models.MaxBulk)
	for groups := 1; ; groups++ {
		if slices.Contains(q.take(), bulk) {
			break
		}
		if groups == 2 {
			t.Fatal("the bulk is in neither of the two groups after it came")
		}
		small()
	}
	small()
	if enqueue(t, q, otherCaller, models.MaxBulk); slices.ContainsFunc(q.take(), (*Mutation).isBulk) {
		t.Error("a group with a bulk is followed by another one while others wait with less")
	}
}

// TestOneBulkInAGroup: bulks that would fit into one group together do not come together
// while others wait, as each is waited for. A caller alone waits for nobody.
func TestOneBulkInAGroup(t *testing.T) {
	const rows = maxBeside + 1
	q := newQueue()
	for _, user := range []models.ID{"a", "b", "c"} {
		enqueue(t, q, &auth.Principal{UserID: user}, rows)
	}
	if group := q.take(); len(group) != 1 {
		t.Errorf("a group has %d bulks while others wait", len(group))
	}
	for q.waitingRows() > 0 {
		q.take()
	}
	for range 3 {
		enqueue(t, q, busyCaller, rows)
	}
	if group := q.take(); len(group) != 3 {
		t.Errorf("of 3 bulks of the one caller a group has %d", len(group))
	}
}
