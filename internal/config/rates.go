package config

import (
	"time"

	"github.com/itemactivity/itemactivity/internal/web"
)

// Rates are the settings of web.RateLimits. The defaults are far beyond what a
// person or an importer needs, and keep one that went mad from the others.
type Rates struct {
	RateLimit int `default:"200" type:"count" help:"Requests a second of one caller, or of one address without a valid token; 0 is any number." see:"docs/monitoring.md#rate-limits"`
	RateBurst int `default:"1000" help:"Requests that one of them may send at once."`
}

// Limiter returns nil where there are none. In development mode everybody is one
// caller, whom nobody needs to be protected from.
func (f Rates) Limiter(authenticated bool) (*web.RateLimits, error) {
	if !authenticated || f.RateLimit == 0 {
		return nil, nil
	}
	return web.NewRateLimits(f.RateLimit, f.RateBurst, time.Now)
}
