// Package fairshare divides a limited resource, such as bytes of memory, among callers.
package fairshare

import (
	"context"
	"slices"
	"sync"
)

// Limits are the limits of a Budget, in units of the resource.
type Limits struct {
	// Capacity is the number of units that all callers together may hold.
	Capacity int64
	// Share is the number of units that one caller may hold while another caller waits. A
	// caller that holds nothing may exceed it with one request.
	Share int64
	// Reserve is the part of Capacity that is granted only to callers that hold little.
	// A new caller therefore need not wait for a caller that holds much. Reserve must be
	// smaller than Capacity.
	Reserve int64
	// Small is the number of units that a caller may hold and still be granted a part of
	// the reserve. If it is 0, the reserve is for callers that hold nothing.
	Small int64
}

// Budget is a resource of which callers acquire parts. A caller is identified by a string,
// such as auth.Principal.Key. The zero value is not usable. A Budget is safe for concurrent
// use.
type Budget struct {
	limits Limits

	mu   sync.Mutex
	held map[string]int64
	free int64
	// waiting are the requests that have not been granted yet, in order of arrival. waits
	// is the number of them for each caller.
	waiting []*request
	waits   map[string]int
}

// request is a waiting call of Acquire.
type request struct {
	caller  string
	n       int64
	granted chan struct{}
}

// New returns a budget of which all units are free.
func New(limits Limits) *Budget {
	return &Budget{limits: limits, held: map[string]int64{}, free: limits.Capacity, waits: map[string]int{}}
}

// Acquire waits until the caller may hold n more units. If the context ends during the
// wait, Acquire returns the context's error. A request for more than Capacity - Reserve
// units is a request for that many. The same n must be passed to Release.
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
		return nil // the request was granted when the context ended
	}
	b.grant() // other requests may have waited for this one
	return ctx.Err()
}

// TryAcquire is like Acquire but does not wait. It reports whether the units were granted.
func (b *Budget) TryAcquire(caller string, n int64) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.waiting) == 0 {
		r := &request{caller: caller, n: b.clamp(n)}
		fits := b.fits(r)
		if fits {
			b.take(r)
		}
		return fits
	}
	r := &request{caller: caller, n: b.clamp(n), granted: make(chan struct{})}
	b.enqueue(r)
	b.grant()
	return !b.dequeue(r)
}

// Release returns n units that the caller acquired.
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

// Held returns the number of units that all callers hold.
func (b *Budget) Held() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.limits.Capacity - b.free
}

// clamp limits n to the units that one request may get.
func (b *Budget) clamp(n int64) int64 { return min(n, b.limits.Capacity-b.limits.Reserve) }

// grant grants as many waiting requests as possible.
func (b *Budget) grant() {
	for {
		i := b.next()
		if i < 0 {
			return
		}
		r := b.waiting[i]
		b.dequeue(r)
		b.take(r)
		close(r.granted)
	}
}

// take gives a request its units.
func (b *Budget) take(r *request) {
	b.held[r.caller] += r.n
	b.free -= r.n
}

// next returns the index of the request to grant next, or -1 if none can be granted.
//
// There are two kinds of requests. Those that may use the reserve come first and do not
// wait for the others. Within a kind, the request of the caller that holds least comes
// first, and the oldest request of that caller. If this request does not fit, no other
// request of its kind is granted. Otherwise small requests could delay a large one forever.
func (b *Budget) next() int {
	if i := b.least(b.mayHaveReserve); i >= 0 && b.fits(b.waiting[i]) {
		return i
	}
	i := b.least(func(r *request) bool { return !b.mayHaveReserve(r) && b.mayHold(r) })
	if i >= 0 && b.fits(b.waiting[i]) {
		return i
	}
	return -1
}

// fits reports whether a request can be granted if no other request comes first.
func (b *Budget) fits(r *request) bool {
	if b.mayHaveReserve(r) {
		return r.n <= b.free
	}
	return b.mayHold(r) && r.n <= b.free-b.limits.Reserve
}

// least returns the index of the first request of a kind whose caller holds least, or -1 if
// there is no request of the kind.
func (b *Budget) least(kind func(*request) bool) int {
	best := -1
	for i, r := range b.waiting {
		if kind(r) && (best < 0 || b.held[r.caller] < b.held[b.waiting[best].caller]) {
			best = i
		}
	}
	return best
}

// mayHaveReserve reports whether a request may use the reserve. Its caller must hold little
// even after the request is granted.
func (b *Budget) mayHaveReserve(r *request) bool {
	held := b.held[r.caller]
	return b.limits.Reserve > 0 && (held+r.n <= b.limits.Small || held == 0 && b.limits.Small == 0)
}

// mayHold reports whether the caller of a request may hold the requested units. A caller
// that holds nothing may exceed its share, because it could otherwise wait forever.
func (b *Budget) mayHold(r *request) bool {
	held := b.held[r.caller]
	if held+r.n > b.limits.Capacity-b.limits.Reserve {
		return false
	}
	return held == 0 || held+r.n <= b.limits.Share || !b.othersWait(r.caller)
}

// othersWait reports whether a request of another caller waits.
func (b *Budget) othersWait(caller string) bool {
	return len(b.waiting) > b.waits[caller]
}

func (b *Budget) enqueue(r *request) {
	b.waiting = append(b.waiting, r)
	b.waits[r.caller]++
}

// dequeue removes a waiting request. It reports whether the request was still waiting.
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
