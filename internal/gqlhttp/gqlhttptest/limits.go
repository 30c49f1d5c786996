package gqlhttptest

import (
	"time"

	"github.com/itemactivity/itemactivity/internal/engine"
)

// WideLimits returns limits that even the largest requests of tests do not reach.
func WideLimits() engine.Limits {
	limits := engine.DefaultLimits()
	limits.BodyBytes, limits.DocumentBytes, limits.Tokens = 1<<24, 1<<24, 1<<24
	limits.Depth, limits.Aliases, limits.RootFields = 100, 1<<20, 1<<20
	limits.Merges, limits.Complexity, limits.Errors = 1<<30, 1<<30, 1000
	limits.Time = time.Minute
	return limits
}
