package config

import (
	"time"

	"github.com/itemactivity/itemactivity/internal/web"
)

// Rates is the settings of web.RateLimits. The defaults are far beyond what a person
// or an importer needs.
type Rates struct {
	RateLimit int `default:"200" type:"count" help:"Requests a second of one caller, or of one address without a valid token; 0 is any number." see:"docs/monitoring.md#rate-limits"`
	RateBurst int `default:"1000" help:"Requests that one of them may send at once."`
}

// Limiter returns nil if rates are not limited, as in development mode, where all
// requests are of one caller.
func (f Rates) Limiter(authenticated bool) (*web.RateLimits, error) {
	if !authenticated || f.RateLimit == 0 {
		return nil, nil
	}
	return web.NewRateLimits(f.RateLimit, f.RateBurst, time.Now)
}
