package gqlhttp

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/fairshare"
	"github.com/itemactivity/itemactivity/models"
)

const (
	// dearCost is the cost from which on an operation is dear: it takes tens of
	// milliseconds of a processor.
	dearCost = 2500
	// pauseTime is how long a dear operation lets others pass at a time, and runTime how
	// long it goes on then, so that it comes to its end whatever others do.
	pauseTime = 10 * time.Millisecond
	runTime   = 10 * time.Millisecond
)

// turns share the processors among callers. There are as many dear queries at work as
// there are processors, and those pause while operations of other callers are at work
// that are not dear: such a one is over before the pause is noticed. Go's scheduler
// alone would let it wait behind all that is runnable at each of its steps.
type turns struct {
	// queries and mutations are how many dear ones are at work. They are apart: a mutation
	// waits for the writer, and keeps no query waiting meanwhile.
	queries, mutations *fairshare.Budget

	// light is how many operations are at work that are not dear.
	light atomic.Int64
	mu    sync.Mutex
	// lightOf is light by caller.
	lightOf map[string]int64
	// changed is closed when one of these ends; nil if nobody waits for that.
	changed chan struct{}
}

func newTurns(processors int) *turns {
	n := int64(processors)
	return &turns{
		queries: fairshare.New(fairshare.Limits{Capacity: n, Share: max(1, n/2)}),
		// One is being written, while others are read and answered.
		mutations: fairshare.New(fairshare.Limits{Capacity: n + 2, Share: max(1, n/2), Reserve: 1}),
		lightOf:   map[string]int64{},
	}
}

var errNoTurn = &models.Error{
	Code:       models.Unavailable,
	Message:    "The server has so much to do just now that it did not come to this request in time. Try again, or ask for less.",
	RetryAfter: 1,
}

// begin waits until an operation may begin, under its context. The caller ends the turn.
func (t *turns) begin(ctx context.Context, kind ast.Operation, cost int) (*turn, error) {
	caller := "" // nobody, whom the fields refuse
	if p := auth.FromContext(ctx); p != nil {
		caller = p.Key()
	}
	o := &turn{turns: t, caller: caller, dear: cost >= dearCost}
	if !o.dear {
		t.count(caller, 1)
		return o, nil
	}
	o.held = t.queries
	if kind == ast.Mutation {
		o.held = t.mutations
	}
	if err := o.held.Acquire(ctx, caller, 1); err != nil {
		return nil, errNoTurn
	}
	return o, nil
}

func (t *turns) count(caller string, n int64) {
	t.light.Add(n)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.lightOf[caller] += n; t.lightOf[caller] == 0 {
		delete(t.lightOf, caller)
	}
	if n < 0 && t.changed != nil {
		close(t.changed)
		t.changed = nil
	}
}

// others returns a channel that is closed when a lesser operation ends, or nil if
// no other caller has one at work.
func (t *turns) others(caller string) <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.light.Load() <= t.lightOf[caller] {
		return nil
	}
	if t.changed == nil {
		t.changed = make(chan struct{})
	}
	return t.changed
}
