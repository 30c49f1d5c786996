package memory

import (
	"context"
	"sync"
	"time"

	"github.com/itemactivity/itemactivity/internal/fairshare"
	"github.com/itemactivity/itemactivity/models"
)

// Reservation is the memory that one request may use, as a part of the budget of
// all requests. It is reserved before the request is executed, grows if the request needs
// more, and shrinks to what is still to be sent. Several goroutines may use it.
type Reservation struct {
	// ctx is the request's context. It ends a wait for memory.
	ctx context.Context
	// budget is nil for a reservation without a limit.
	budget *fairshare.Budget
	caller string
	// maxHeld is the most that one request may hold of the budget.
	maxHeld int64

	mu sync.Mutex
	// used is what the request uses now, held is what it has of the budget, and peak is the
	// most that it used. All are in bytes.
	used, held, peak int64
	// refused is the error of a wait without success. A request waits only once.
	refused error
}

const (
	// growStep is how much a reservation grows at a time, if that is free. It makes it
	// Grow seldom.
	growStep = 1 << 20
	// reserveWait is how long a request waits for memory before it is executed, and
	// growWait is how long while it is executed. It may hold a connection to the database
	// then, which others wait for.
	reserveWait, growWait = 2 * time.Second, time.Second
	// minReturn is the least that is returned to the budget before the end. Most responses
	// are shorter.
	minReturn = 64 << 10
)

// The errors for a request that got no memory before it was executed, and afterwards.
var (
	ErrNoMemory = &models.Error{
		Code:       models.Unavailable,
		Message:    "The server has too many requests and answers in memory just now. Nothing was done; try again.",
		RetryAfter: 1,
	}
	ErrNoMemoryToGrow = &models.Error{
		Code:       models.Unavailable,
		Message:    "The server has too many answers to send just now, and this one became longer than expected. What a mutation had to store is stored. Try again.",
		RetryAfter: 1,
	}
)

// Reserve holds at least n bytes for later use. If they are not free it waits for
// reserveWait, and then returns UNAVAILABLE.
func (r *Reservation) Reserve(n int64) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.hold(n, reserveWait, ErrNoMemory)
}

// Grow uses n bytes more. If they are not free it waits for growWait, and then returns
// UNAVAILABLE.
func (r *Reservation) Grow(n int64) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.used+n > r.held {
		// A large step if that is free, and otherwise only what is needed.
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

// hold increases what is held to n bytes. mu is locked.
func (r *Reservation) hold(n int64, wait time.Duration, refusal error) error {
	// A request that may need more than all of the budget gets all of it.
	n = min(n, r.maxHeld)
	more := n - r.held
	if more <= 0 || r.budget == nil {
		return nil
	}
	if r.refused != nil {
		return r.refused
	}
	if !r.budget.TryAcquire(r.caller, more) {
		ctx, cancel := context.WithTimeout(r.ctx, wait)
		defer cancel()
		if err := r.budget.Acquire(ctx, r.caller, more); err != nil {
			r.refused = refusal
			return refusal
		}
	}
	r.held = n
	return nil
}

// Release uses n bytes less.
func (r *Reservation) Release(n int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.used -= n
	r.returnUnused()
}

// SetUsed sets what is used to n bytes.
func (r *Reservation) SetUsed(n int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.used = n
	r.returnUnused()
}

// returnUnused returns to the budget what is not used, if that is at least minReturn.
func (r *Reservation) returnUnused() {
	if excess := r.held - max(r.used, 0); excess >= minReturn && r.budget != nil {
		r.budget.Release(r.caller, excess)
		r.held -= excess
	}
}

// Close returns everything to the budget. It returns the most that was used.
func (r *Reservation) Close() (peak int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.held > 0 && r.budget != nil {
		r.budget.Release(r.caller, r.held)
		r.held = 0
	}
	return r.peak
}
