// Package scheduler shares the processors among the callers whose operations run.
package scheduler

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/fairshare"
	"github.com/itemactivity/itemactivity/models"
)

const (
	// expensiveCost is the cost from which on an operation is expensive. It takes tens of
	// milliseconds of a processor.
	expensiveCost = 2500
	// yieldTime is how long an expensive operation yields at a time. It runs for at least
	// runTime before it yields again, so that it ends whatever others do.
	yieldTime = 10 * time.Millisecond
	runTime   = 10 * time.Millisecond
)

// Scheduler shares the processors among callers. At most as many expensive queries run as
// there are processors, and as many large documents are validated. The queries yield while
// cheap operations of other callers run. A cheap operation usually ends before that is
// noticed. Without this it would wait for all runnable goroutines at each of its steps, as
// Go's scheduler has no priorities.
type Scheduler struct {
	// queries and mutations limit the expensive operations that run. They are separate
	// because a mutation waits for the writer, and must not delay queries meanwhile.
	queries, mutations *fairshare.Budget
	// documents limits the large documents that are parsed and validated.
	documents *fairshare.Budget

	// cheap is how many cheap operations run.
	cheap atomic.Int64
	mu    sync.Mutex
	// cheapOf is cheap by caller.
	cheapOf map[string]int64
	// changed is closed when a cheap operation ends. It is nil if nobody waits for that.
	changed chan struct{}
}

// New returns a scheduler for a number of processors, which must be positive.
func New(processors int) *Scheduler {
	n := int64(processors)
	return &Scheduler{
		queries: fairshare.New(fairshare.Limits{Capacity: n, Share: max(1, n/2)}),
		// One is being written while others are read and encoded.
		mutations: fairshare.New(fairshare.Limits{Capacity: n + 2, Share: max(1, n/2), Reserve: 1}),
		documents: fairshare.New(fairshare.Limits{Capacity: n, Share: max(1, n/2)}),
		cheapOf:   map[string]int64{},
	}
}

var errNotScheduled = &models.Error{
	Code:       models.Unavailable,
	Message:    "The server has so much to do just now that it did not come to this request in time. Try again, or ask for less.",
	RetryAfter: 1,
}

// Acquire waits until an operation may run. If the context ends before, it returns
// UNAVAILABLE. The caller releases the slot.
func (s *Scheduler) Acquire(ctx context.Context, kind ast.Operation, cost int) (*Slot, error) {
	caller := callerOf(ctx)
	o := &Slot{scheduler: s, caller: caller, expensive: cost >= expensiveCost}
	if !o.expensive {
		s.countCheap(caller, 1)
		return o, nil
	}
	o.budget = s.queries
	if kind == ast.Mutation {
		o.budget = s.mutations
	}
	if err := o.budget.Acquire(ctx, caller, 1); err != nil {
		return nil, errNotScheduled
	}
	return o, nil
}

func (s *Scheduler) countCheap(caller string, n int64) {
	s.cheap.Add(n)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cheapOf[caller] += n; s.cheapOf[caller] == 0 {
		delete(s.cheapOf, caller)
	}
	if n < 0 && s.changed != nil {
		close(s.changed)
		s.changed = nil
	}
}

// cheapOfOthers returns a channel that is closed when a cheap operation ends, or nil if
// no cheap operation of another caller runs.
func (s *Scheduler) cheapOfOthers(caller string) <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cheap.Load() <= s.cheapOf[caller] {
		return nil
	}
	if s.changed == nil {
		s.changed = make(chan struct{})
	}
	return s.changed
}
