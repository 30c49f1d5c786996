// Package memory limits the memory of all requests together, and shares it among callers.
package memory

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/fairshare"
)

// Budget is the memory of all requests.
type Budget struct {
	shares *fairshare.Budget
	// maxReservation is the most that one request may hold.
	maxReservation int64
}

// NewBudget returns a budget of so many bytes. While others wait, one caller may hold
// callerBytes. A part is kept for callers who need little, whoever holds the rest.
func NewBudget(totalBytes, callerBytes int64) *Budget {
	reserve := totalBytes / 8
	return &Budget{
		shares: fairshare.New(fairshare.Limits{
			Capacity: totalBytes, Share: callerBytes, Reserve: reserve, Small: reserve / 8,
		}),
		maxReservation: totalBytes - reserve,
	}
}

// Held returns how many bytes all requests hold.
func (b *Budget) Held() int64 { return b.shares.Held() }

// Reservation returns an empty reservation for a request of a caller. The context is the
// request's: it ends a wait for memory.
func (b *Budget) Reservation(ctx context.Context, caller string) *Reservation {
	return &Reservation{ctx: ctx, budget: b.shares, caller: caller, maxHeld: b.maxReservation}
}

// Unlimited returns a reservation that always succeeds and holds nothing of a budget.
func Unlimited() *Reservation { return new(Reservation) }
