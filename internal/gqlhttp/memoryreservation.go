package gqlhttp

import (
	"context"
	"sync"
	"time"

	"github.com/itemactivity/itemactivity/internal/fairshare"
	"github.com/itemactivity/itemactivity/models"
)

// room is the memory that one request may use, as a part of a budget of all requests.
// It is reserved before there is work, grows if the request needs more, and shrinks to
// what is still to be sent. Fields that run at the same time may use it.
type room struct {
	// ctx is the request's: who waits for room waits no longer.
	ctx    context.Context
	budget *fairshare.Budget
	caller string
	// most is what one request can have of the budget.
	most int64

	mu sync.Mutex
	// used is what the request needs now, held what it has of the budget, and peak
	// the most that it used.
	used, held, peak int64
	// full remembers that there was no room: a request waits once.
	full error
}

const (
	// roomStep is by how much a room grows, so that it grows seldom.
	roomStep = 1 << 20
	// reserveWait is how long a request waits for room before its work, and growWait
	// how long it waits within. It may hold a connection to the database then, which
	// others wait for.
	reserveWait, growWait = 2 * time.Second, time.Second
	// leastGift is how much is given back at least before the end: most answers are
	// shorter.
	leastGift = 64 << 10
)

// What a request is told for which there is no memory, before its work and after.
var (
	errNoRoom = &models.Error{
		Code:       models.Unavailable,
		Message:    "The server has too many requests and answers in memory just now. Nothing was done; try again.",
		RetryAfter: 1,
	}
	errNoMoreRoom = &models.Error{
		Code:       models.Unavailable,
		Message:    "The server has too many answers to send just now, and this one became longer than expected. What a mutation had to store is stored. Try again.",
		RetryAfter: 1,
	}
)

// newRoom returns a room of which nothing is held; a nil budget bounds nothing.
func newRoom(ctx context.Context, budget *fairshare.Budget, caller string, most int64) *room {
	return &room{ctx: ctx, budget: budget, caller: caller, most: most}
}

// reserve holds at least n bytes for what is to be used. It waits for a moment where
// they are not free, and returns UNAVAILABLE then.
func (r *room) reserve(n int64) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.hold(n, reserveWait, errNoRoom)
}

// add uses n bytes more. It returns UNAVAILABLE where there is no room for them.
func (r *room) add(n int64) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.used+n > r.held {
		// A large step where that is free, and just enough where it is not.
		if step := min(r.held+roomStep, r.most) - r.held; step > n && r.budget != nil && r.budget.TryAcquire(r.caller, step) {
			r.held += step
		}
		if err := r.hold(r.used+n, growWait, errNoMoreRoom); err != nil {
			return err
		}
	}
	r.used += n
	r.peak = max(r.peak, r.used)
	return nil
}

// hold grows what is held to n bytes.
func (r *room) hold(n int64, wait time.Duration, refusal error) error {
	// A budget that is smaller than what one request may need is all for one.
	n = min(n, r.most)
	more := n - r.held
	if more <= 0 || r.budget == nil {
		return nil
	}
	if r.full != nil {
		return r.full
	}
	if !r.budget.TryAcquire(r.caller, more) {
		ctx, cancel := context.WithTimeout(r.ctx, wait)
		defer cancel()
		if err := r.budget.Acquire(ctx, r.caller, more); err != nil {
			r.full = refusal
			return refusal
		}
	}
	r.held = n
	return nil
}

// release uses n bytes less.
func (r *room) release(n int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.used -= n
	r.giveBack()
}

// shrink sets what is used to n bytes.
func (r *room) shrink(n int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.used = n
	r.giveBack()
}

// giveBack gives back what is not used, if that is worth the while.
func (r *room) giveBack() {
	if excess := r.held - max(r.used, 0); excess >= leastGift && r.budget != nil {
		r.budget.Release(r.caller, excess)
		r.held -= excess
	}
}

// close gives back all, and returns the most that was used.
func (r *room) close() (peak int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.held > 0 && r.budget != nil {
		r.budget.Release(r.caller, r.held)
		r.held = 0
	}
	return r.peak
}
