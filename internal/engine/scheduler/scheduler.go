// Package scheduler shares the processors among the callers of operations.
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
	// expensiveCost is the cost at which an operation counts as expensive. Such an
	// operation takes tens of milliseconds of CPU time.
	expensiveCost = 2500
	// yieldTime is the maximum length of one pause of an expensive operation. After a pause
	// of this length, the operation runs for at least runTime before the next pause, so that
	// it makes progress while cheap operations run all the time.
	yieldTime = 10 * time.Millisecond
	runTime   = 10 * time.Millisecond
)

// Scheduler shares the processors among callers. The number of expensive queries that run
// at the same time is at most the number of processors. The same holds for large documents.
//
// An expensive query pauses while a cheap operation of another caller runs. Go's scheduler
// has no priorities. Without the pause, a cheap operation would wait for all runnable
// goroutines at each of its steps.
type Scheduler struct {
	// queries and mutations limit the expensive operations that run. They are separate so
	// that a mutation that waits for the writer does not delay queries.
	queries, mutations *fairshare.Budget
	// documents limits the large documents that are parsed and validated.
	documents *fairshare.Budget

	// cheap is the number of cheap operations that run.
	cheap atomic.Int64
	mu    sync.Mutex
	// cheapOf is the number of cheap operations that run for each caller.
	cheapOf map[string]int64
	// changed is closed when a cheap operation ends. It is nil if nothing waits for that.
	changed chan struct{}
}

// New returns a scheduler for a number of processors, which must be positive.
func New(processors int) *Scheduler {
	n := int64(processors)
	return &Scheduler{
		queries: fairshare.New(fairshare.Limits{Capacity: n, Share: max(1, n/2)}),
		// While one mutation writes, others read and encode their results.
		mutations: fairshare.New(fairshare.Limits{Capacity: n + 2, Share: max(1, n/2), Reserve: 1}),
		documents: fairshare.New(fairshare.Limits{Capacity: n, Share: max(1, n/2)}),
		cheapOf:   map[string]int64{},
	}
}

var errNotScheduled = &models.Error{
	Code:       models.Unavailable,
	Message:    "The server is overloaded and did not start this request in time. Try again, or request less data.",
	RetryAfter: 1,
}

// Acquire waits until an operation may run. If the context ends during the wait, Acquire
// returns an UNAVAILABLE error. Otherwise the slot must be released.
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

// cheapOfOthers returns a channel that is closed when a cheap operation ends. It returns
// nil if no cheap operation of another caller runs.
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
