// Package memory limits the memory of all requests together and shares it among callers.
package memory

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/fairshare"
)

// Budget is the memory of all requests.
type Budget struct {
	shares *fairshare.Budget
	// maxReservation is the largest number of bytes that one request may hold.
	maxReservation int64
}

// NewBudget returns a budget of totalBytes. While another caller waits, a caller that holds
// memory may not grow beyond callerBytes. One eighth of the budget is reserved for callers
// that hold little.
func NewBudget(totalBytes, callerBytes int64) *Budget {
	reserve := totalBytes / 8
	return &Budget{
		shares: fairshare.New(fairshare.Limits{
			Capacity: totalBytes, Share: callerBytes, Reserve: reserve, Small: reserve / 8,
		}),
		maxReservation: totalBytes - reserve,
	}
}

// Held returns the number of bytes that all requests hold.
func (b *Budget) Held() int64 { return b.shares.Held() }

// Reservation returns an empty reservation for a request of a caller. ctx is the context of
// the request. A wait for memory fails when ctx ends.
func (b *Budget) Reservation(ctx context.Context, caller string) *Reservation {
	return &Reservation{ctx: ctx, budget: b.shares, caller: caller, maxHeld: b.maxReservation}
}

// Unlimited returns a reservation that has no budget. Its methods always succeed.
func Unlimited() *Reservation { return new(Reservation) }
