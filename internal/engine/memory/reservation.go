package memory

import (
	"context"
	"sync"
	"time"

	"github.com/itemactivity/itemactivity/internal/fairshare"
	"github.com/itemactivity/itemactivity/models"
)

// Reservation is the part of a Budget that one request holds. Memory is reserved before
// the request is executed. The reservation grows if the request needs more, and shrinks
// while the response is sent. A Reservation is safe for concurrent use.
type Reservation struct {
	// ctx is the context of the request. A wait for memory fails when it ends.
	ctx context.Context
	// budget is nil for a reservation without a limit.
	budget *fairshare.Budget
	caller string
	// maxHeld is the largest number of bytes that one request may hold.
	maxHeld int64

	mu sync.Mutex
	// used is what the request uses now, held is what it has acquired from the budget, and
	// peak is the largest value of used so far. All are in bytes.
	used, held, peak int64
	// waitErr is the error of the first wait that failed. A request does not wait again
	// after that.
	waitErr error
}

const (
	// growStep is the number of bytes that a reservation acquires at a time if they are
	// free, so that it acquires memory rarely.
	growStep = 1 << 20
	// reserveWait limits the wait for memory before a request is executed, and growWait
	// limits it during the execution. growWait is shorter because the request may hold a
	// database connection that other requests wait for.
	reserveWait, growWait = 2 * time.Second, time.Second
	// minReturn is the smallest number of bytes that is returned to the budget before
	// Close. Most responses are smaller.
	minReturn = 64 << 10
)

// The errors of a request that got no memory, before and during its execution.
var (
	ErrNoMemory = &models.Error{
		Code:       models.Unavailable,
		Message:    "The server's memory for requests and responses is in use. The request was not executed. Try again.",
		RetryAfter: 1,
	}
	ErrNoMemoryToGrow = &models.Error{
		Code:       models.Unavailable,
		Message:    "The server's memory for requests and responses is in use, and this response is larger than expected. The fields of a mutation that were executed are committed, and the others were not executed. Try again.",
		RetryAfter: 1,
	}
)

// Reserve acquires memory until at least n bytes are held. If the memory does not become
// free within reserveWait, Reserve returns an UNAVAILABLE error.
func (r *Reservation) Reserve(n int64) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.hold(n, reserveWait, ErrNoMemory)
}

// Grow increases the memory in use by n bytes. If the memory does not become free within
// growWait, Grow returns an UNAVAILABLE error.
func (r *Reservation) Grow(n int64) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.used+n > r.held {
		// Acquire a large step if it is free, or else only what is needed.
		if step := min(r.held+growStep, r.maxHeld) - r.held; step > n && r.budget != nil && r.budget.TryAcquire(r.caller, step) {
			r.held += step
		}
		if err := r.hold(r.used+n, growWait, ErrNoMemoryToGrow); err != nil {
			return err
		}
	}
	r.used += n
	r.peak = max(r.peak, r.used)
	return nil
}

// hold increases held to n bytes. If the wait fails, it returns failure. The caller has
// locked mu.
func (r *Reservation) hold(n int64, wait time.Duration, failure error) error {
	// A request that needs more than one request may hold gets the maximum.
	n = min(n, r.maxHeld)
	more := n - r.held
	if more <= 0 || r.budget == nil {
		return nil
	}
	if r.waitErr != nil {
		return r.waitErr
	}
	if !r.budget.TryAcquire(r.caller, more) {
		ctx, cancel := context.WithTimeout(r.ctx, wait)
		defer cancel()
		if err := r.budget.Acquire(ctx, r.caller, more); err != nil {
			r.waitErr = failure
			return failure
		}
	}
	r.held = n
	return nil
}

// Release decreases the memory in use by n bytes.
func (r *Reservation) Release(n int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.used -= n
	r.returnUnused()
}

// SetUsed sets the memory in use to n bytes.
func (r *Reservation) SetUsed(n int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.used = n
	r.returnUnused()
}

// returnUnused returns unused memory to the budget if it is at least minReturn bytes.
func (r *Reservation) returnUnused() {
	if excess := r.held - max(r.used, 0); excess >= minReturn && r.budget != nil {
		r.budget.Release(r.caller, excess)
		r.held -= excess
	}
}

// Close returns all memory to the budget. Its result is the largest number of bytes that
// were in use.
func (r *Reservation) Close() (peak int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.held > 0 && r.budget != nil {
		r.budget.Release(r.caller, r.held)
		r.held = 0
	}
	return r.peak
}
