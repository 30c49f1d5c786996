package gqlhttp

import (
	"github.com/itemactivity/itemactivity/internal/fairshare"
)

// newBudget returns the budget of all requests, and what one of them can have of it.
// A part is kept for callers who need little, whoever holds the rest.
func newBudget(l Limits) (budget *fairshare.Budget, most int64) {
	reserve := l.InFlightBytes / 8
	return fairshare.New(fairshare.Limits{
		Capacity: l.InFlightBytes, Share: l.CallerInFlightBytes, Reserve: reserve, Small: reserve / 8,
	}), l.InFlightBytes - reserve
}
