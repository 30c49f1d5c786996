// Package fairshare divides a bounded resource, such as connections or bytes of
// memory, among callers.
package fairshare

import (
	"context"
	"slices"
	"sync"
)

// Limits are the sizes of a Budget, in units of the resource.
type Limits struct {
	// Capacity is how much all callers hold together at most.
	Capacity int64
	// Share is how much one caller holds at most while another caller waits.
	Share int64
	// Reserve is granted only to callers that hold nothing, so that a new caller
	// need not wait until somebody who holds much gives something back. It is
	// smaller than Capacity.
	Reserve int64
	// Small is how much a caller may hold and still be granted the reserve, where
	// callers have many small requests at one time. 0 is nothing.
	Small int64
}

// Budget is a resource that callers acquire parts of. A caller is a string that
// tells callers apart, such as auth.Principal.Key. The zero value is not usable.
type Budget struct {
	limits Limits

	mu   sync.Mutex
	held map[string]int64
	free int64
	// waiting are the requests that were not granted yet, in order of arrival, and
	// waits is how many of them each caller has.
	waiting []*request
	waits   map[string]int
}

// request is an Acquire that waits.
type request struct {
	caller  string
	n       int64
	granted chan struct{}
}

// New returns a budget of which nothing is held.
func New(limits Limits) *Budget {
	return &Budget{limits: limits, held: map[string]int64{}, free: limits.Capacity, waits: map[string]int{}}
}

// Acquire waits until the caller may hold n more units, or until the context ends,
// whose error it then returns. More than the budget can ever grant to one caller
// counts as that much; Release takes the same n.
func (b *Budget) Acquire(ctx context.Context, caller string, n int64) error {
	r := &request{caller: caller, n: b.clamp(n), granted: make(chan struct{})}
	b.mu.Lock()
	b.enqueue(r)
	b.grant()
	b.mu.Unlock()
	select {
	case <-r.granted:
		return nil
	case <-ctx.Done():
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.dequeue(r) {
		return nil // it was granted at the same moment
	}
	b.grant() // the request may have kept others waiting
	return ctx.Err()
}

// TryAcquire is Acquire without waiting. It tells whether the caller holds the
// units now.
func (b *Budget) TryAcquire(caller string, n int64) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	r := &request{caller: caller, n: b.clamp(n), granted: make(chan struct{})}
	b.enqueue(r)
	b.grant()
	return !b.dequeue(r)
}

// Release gives back n units that the caller acquired.
func (b *Budget) Release(caller string, n int64) {
	n = b.clamp(n)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.free += n
	if b.held[caller] -= n; b.held[caller] <= 0 {
		delete(b.held, caller)
	}
	b.grant()
}

// Held returns how much all callers hold.
func (b *Budget) Held() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.limits.Capacity - b.free
}

func (b *Budget) clamp(n int64) int64 { return min(n, b.limits.Capacity-b.limits.Reserve) }

// grant grants as many of the waiting requests as it can.
func (b *Budget) grant() {
	for {
		i := b.next()
		if i < 0 {
			return
		}
		r := b.waiting[i]
		b.dequeue(r)
		b.held[r.caller] += r.n
		b.free -= r.n
		close(r.granted)
	}
}

// next returns the index of the request to grant next, or -1 if there is none. Requests
// that may have the reserve come before the others, which they need not wait for. Among
// equals the caller that holds least comes first, and of one caller the oldest request. A
// large request is not overtaken by smaller ones of its kind, which could keep it waiting
// for ever.
func (b *Budget) next() int {
	if i := b.least(b.mayHaveReserve); i >= 0 && b.waiting[i].n <= b.free {
		return i
	}
	i := b.least(func(r *request) bool { return !b.mayHaveReserve(r) && b.mayHold(r) })
	if i >= 0 && b.waiting[i].n <= b.free-b.limits.Reserve {
		return i
	}
	return -1
}

// least returns the index of the request of a kind whose caller holds least, or -1.
func (b *Budget) least(kind func(*request) bool) int {
	best := -1
	for i, r := range b.waiting {
		if kind(r) && (best < 0 || b.held[r.caller] < b.held[b.waiting[best].caller]) {
			best = i
		}
	}
	return best
}

// mayHaveReserve tells whether a request is for a caller that holds little, and would
// not hold much with it.
func (b *Budget) mayHaveReserve(r *request) bool {
	held := b.held[r.caller]
	return b.limits.Reserve > 0 && (held+r.n <= b.limits.Small || held == 0 && b.limits.Small == 0)
}

// mayHold tells whether a request is within its caller's part of the budget.
func (b *Budget) mayHold(r *request) bool {
	held := b.held[r.caller]
	if held+r.n > b.limits.Capacity-b.limits.Reserve {
		return false
	}
	return held == 0 || held+r.n <= b.limits.Share || !b.othersWait(r.caller)
}

func (b *Budget) othersWait(caller string) bool {
	return len(b.waiting) > b.waits[caller]
}

func (b *Budget) enqueue(r *request) {
	b.waiting = append(b.waiting, r)
	b.waits[r.caller]++
}

// dequeue tells whether the request was still waiting.
func (b *Budget) dequeue(r *request) bool {
	i := slices.Index(b.waiting, r)
	if i < 0 {
		return false
	}
	b.waiting = slices.Delete(b.waiting, i, i+1)
	if b.waits[r.caller]--; b.waits[r.caller] == 0 {
		delete(b.waits, r.caller)
	}
	return true
}
