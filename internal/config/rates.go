package config

import (
	"time"

	"github.com/itemactivity/itemactivity/internal/web"
)

// Rates is the settings of web.RateLimits. The defaults are far more than a person or an
// import needs.
type Rates struct {
	RateLimit int `default:"200" type:"count" help:"Requests per second of one caller, or of one client address without a valid token. 0 means no limit." see:"docs/monitoring.md#rate-limits"`
	RateBurst int `default:"1000" help:"Requests that one caller or address may send at once."`
}

// Limiter returns the limiter, or nil if rates are not limited. They are not limited in
// development mode, because all requests have the same caller.
func (f Rates) Limiter(authenticated bool) (*web.RateLimits, error) {
	if !authenticated || f.RateLimit == 0 {
		return nil, nil
	}
	return web.NewRateLimits(f.RateLimit, f.RateBurst, time.Now)
}
