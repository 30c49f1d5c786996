package gqlhttp

import "github.com/itemactivity/itemactivity/internal/fairshare"

// newMemoryBudget returns the budget of the memory of all requests, in bytes, and the
// most that one request may reserve of it. A part is kept for callers who need little,
// whoever holds the rest.
func newMemoryBudget(l Limits) (budget *fairshare.Budget, maxReservation int64) {
	reserve := l.InFlightBytes / 8
	return fairshare.New(fairshare.Limits{
		Capacity: l.InFlightBytes, Share: l.CallerInFlightBytes, Reserve: reserve, Small: reserve / 8,
	}), l.InFlightBytes - reserve
}
