package web

import (
	"net/http"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// maxLimiters is the maximum number of limiters in each cache. A limiter takes about 200
// bytes. If a limiter is removed from its cache, the next one starts with a full burst.
const maxLimiters = 10_000

// RateLimits limit the rate of requests. There are three kinds of limits:
//
//   - Each caller has a limit for requests with a valid token.
//   - Each address has a limit for requests without one. Requests of callers do not count
//     against the address. Many callers may share an address, such as that of a proxy, and
//     other clients at that address must not use up their limit.
//   - Each caller has a limit at each address for tokens that the issuer signed but that are
//     invalid, for example because they expired. A client thus gets a 401 response and
//     learns that it must renew its token, even if other clients have used up the limit of
//     the address. A person who finds an expired token uses up neither the limit of the
//     caller nor the limit for expired tokens at other addresses.
type RateLimits struct {
	limit rate.Limit
	burst int
	now   func() time.Time
	// The caches are separate because an attacker can use many addresses, which must not
	// remove the limiters of callers.
	callers, bearers, addresses *lru.Cache[string, *rate.Limiter]
}

// NewRateLimits returns limits of perSecond requests per second, with bursts of up to burst
// requests.
func NewRateLimits(perSecond, burst int, now func() time.Time) (*RateLimits, error) {
	l := &RateLimits{limit: rate.Limit(perSecond), burst: burst, now: now}
	for _, limiters := range []**lru.Cache[string, *rate.Limiter]{&l.callers, &l.bearers, &l.addresses} {
		var err error
		if *limiters, err = lru.New[string, *rate.Limiter](maxLimiters); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// take counts a request against the limiter of a key. If the limit is exceeded, take returns
// the time to wait and does not count the request. Otherwise it returns 0.
func (l *RateLimits) take(limiters *lru.Cache[string, *rate.Limiter], key string) time.Duration {
	fresh := rate.NewLimiter(l.limit, l.burst)
	limiter, known, _ := limiters.PeekOrAdd(key, fresh)
	if !known {
		limiter = fresh
	} else {
		limiters.Get(key) // marks it as recently used
	}
	now := l.now()
	reserved := limiter.ReserveN(now, 1)
	wait := reserved.DelayFrom(now)
	if wait > 0 {
		reserved.CancelAt(now)
	}
	return wait
}

// limitCallers rejects requests of callers that exceed their limit, before the body is read.
func limitCallers(l *RateLimits, next http.Handler) http.Handler {
	if l == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if wait := l.take(l.callers, auth.FromContext(r.Context()).Key()); wait > 0 {
			writeRateLimited(w, r, wait)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// limitUnauthenticated counts a request without a valid token. If the limit is exceeded, it
// sends a response and returns true. The limit is that of the bearer at the address, or that
// of the address if bearer is empty. If l is nil, there is no limit.
func (l *RateLimits) limitUnauthenticated(w http.ResponseWriter, r *http.Request, address, bearer string) bool {
	if l == nil {
		return false
	}
	limiters, key := l.addresses, address
	if bearer != "" {
		limiters, key = l.bearers, address+" "+bearer
	}
	wait := l.take(limiters, key)
	if wait > 0 {
		writeRateLimited(w, r, wait)
	}
	return wait > 0
}

func writeRateLimited(w http.ResponseWriter, r *http.Request, wait time.Duration) {
	writeError(w, r, http.StatusTooManyRequests, &models.Error{
		Code: models.RateLimited, RetryAfter: seconds(wait),
		Message: "Too many requests. Wait, and send fewer requests. createItemActivities records many activities in one request.",
	})
}
