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

// enqueue adds a mutation with a number of rows to a queue.
func enqueue(t *testing.T, q *queue, caller *auth.Principal, rows int) *Mutation {
	t.Helper()
	m := &Mutation{Caller: caller, Rows: rows}
	if _, err := q.enqueue(m); err != nil {
		t.Fatalf("%d rows of %s: %v", rows, caller.Key(), err)
	}
	return m
}

// TestQueueIsFullByCaller requires that a caller who fills the queue is rejected, and that
// other callers are not, up to the second limit.
func TestQueueIsFullByCaller(t *testing.T) {
	q := newQueue()
	for range MaxWaiting {
		enqueue(t, q, busyCaller, 1)
	}
	if _, err := q.enqueue(&Mutation{Caller: busyCaller, Rows: 1}); !errors.Is(err, ErrBusy) {
		t.Errorf("the row beyond the limit: the error is %v", err)
	}
	for range 10 {
		enqueue(t, q, otherCaller, 1)
	}
	enqueue(t, q, &auth.Principal{UserID: "another"}, models.MaxBulk)
	if _, err := q.enqueue(&Mutation{Caller: otherCaller, Rows: models.MaxBulk}); !errors.Is(err, ErrBusy) {
		t.Errorf("a bulk of a caller with rows in a full queue: the error is %v", err)
	}
	const room = spareWaiting - 10 - models.MaxBulk
	for i := range room {
		enqueue(t, q, &auth.Principal{UserID: models.ID(strconv.Itoa(i / fewWaiting))}, 1)
	}
	if _, err := q.enqueue(&Mutation{Caller: &auth.Principal{UserID: "the last"}, Rows: 1}); !errors.Is(err, ErrBusy) {
		t.Errorf("the row beyond the second limit: the error is %v", err)
	}
	for q.waitingRows() > 0 {
		q.take(true)
	}
	if len(q.lines) > 0 || len(q.turns) > 0 {
		t.Errorf("%d lines and %d turns are left", len(q.lines), len(q.turns))
	}
	enqueue(t, q, busyCaller, MaxWaiting)
}

// TestEveryCallerIsInTheNextGroup requires that a mutation does not wait for the mutations
// that another caller queued before it.
func TestEveryCallerIsInTheNextGroup(t *testing.T) {
	q := newQueue()
	first := enqueue(t, q, busyCaller, 1)
	for range 3 * MaxGroup {
		enqueue(t, q, busyCaller, 1)
	}
	others := []*Mutation{enqueue(t, q, otherCaller, 1), enqueue(t, q, otherCaller, 1)}
	group := q.take(true)
	if len(group) != MaxGroup {
		t.Errorf("a group has %d mutations", len(group))
	}
	if group[0] != first {
		t.Error("the mutation that arrived first is not the first")
	}
	at := [2]int{slices.Index(group, others[0]), slices.Index(group, others[1])}
	if at[0] < 0 || at[0] > at[1] {
		t.Errorf("the mutations of the other caller are at %v", at)
	}
}

// TestOthersWaitForOneBulk requires that smaller mutations of other callers come after a bulk
// and before the next bulk. If there are none, one bulk follows another.
func TestOthersWaitForOneBulk(t *testing.T) {
	q := newQueue()
	var bulks []*Mutation
	for range 4 {
		bulks = append(bulks, enqueue(t, q, busyCaller, models.MaxBulk))
	}
	wantGroup := func(want ...*Mutation) {
		t.Helper()
		if got := q.take(true); !slices.Equal(got, want) {
			t.Errorf("a group has %d mutations, want %d different ones", len(got), len(want))
		}
	}
	wantGroup(bulks[0])
	wantGroup(bulks[1])
	one := enqueue(t, q, otherCaller, 1)
	wantGroup(one)
	two := enqueue(t, q, otherCaller, 1)
	wantGroup(two, bulks[2])
	three, another := enqueue(t, q, otherCaller, 1), enqueue(t, q, otherCaller, models.MaxBulk)
	wantGroup(three, another) // the smaller mutation is of the same caller
	wantGroup(bulks[3])
	if got := q.take(true); got != nil {
		t.Errorf("an empty queue has a group of %d", len(got))
	}
}

// TestBulkDoesNotStarve requires that a bulk is in one of the next two groups, although small
// mutations of another caller could fill all groups.
func TestBulkDoesNotStarve(t *testing.T) {
	q := newQueue()
	small := func() {
		for q.waitingRows() < 2*MaxGroup+models.MaxBulk {
			enqueue(t, q, busyCaller, maxSmall)
		}
	}
	small()
	bulk := enqueue(t, q, otherCaller, models.MaxBulk)
	for groups := 1; ; groups++ {
		if slices.Contains(q.take(true), bulk) {
			break
		}
		if groups == 2 {
			t.Fatal("the bulk is in neither of the two groups after its arrival")
		}
		small()
	}
	small()
	if enqueue(t, q, otherCaller, models.MaxBulk); slices.ContainsFunc(q.take(true), (*Mutation).isBulk) {
		t.Error("two groups in succession contain a bulk, although another caller has smaller mutations")
	}
}

// TestOneBulkInAGroup requires that a group contains one bulk while other callers wait, even if
// several would fit. If all bulks are of one caller, a group contains several.
func TestOneBulkInAGroup(t *testing.T) {
	const rows = maxSmall + 1
	q := newQueue()
	for _, user := range []models.ID{"a", "b", "c"} {
		enqueue(t, q, &auth.Principal{UserID: user}, rows)
	}
	if group := q.take(true); len(group) != 1 {
		t.Errorf("a group has %d bulks while other callers wait", len(group))
	}
	for q.waitingRows() > 0 {
		q.take(true)
	}
	for range 3 {
		enqueue(t, q, busyCaller, rows)
	}
	if group := q.take(true); len(group) != 3 {
		t.Errorf("a group has %d of the 3 bulks of the only caller", len(group))
	}
}
