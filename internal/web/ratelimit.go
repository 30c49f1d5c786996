package web

import (
	"net/http"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// limitedParties bounds the callers, and the addresses, whose rates are
// remembered; some 200 bytes each. Who was forgotten begins with a full burst.
const limitedParties = 10_000

// RateLimits bound how often one party asks. Each caller has a rate of its own,
// and so has each address for what it asks without a valid token. An address is
// not charged for callers: there may be many behind one, and behind a proxy all of
// them are, where a stranger must not be able to use up what is theirs.
//
// A token that the issuer signed and that is not valid, as after its expiry, has a
// rate by its caller and the address. So a client learns from a 401 that it must
// renew its token, whatever strangers do at the same address; and whoever found an
// old token uses up neither the caller's own rate nor the one of its old tokens
// elsewhere.
type RateLimits struct {
	limit rate.Limit
	burst int
	now   func() time.Time
	// They are apart, as strangers make up addresses and must not push callers out.
	callers, bearers, addresses *lru.Cache[string, *rate.Limiter]
}

// NewRateLimits allows each party a number of requests a second, and a burst of
// them at once.
func NewRateLimits(perSecond, burst int, now func() time.Time) (*RateLimits, error) {
	l := &RateLimits{limit: rate.Limit(perSecond), burst: burst, now: now}
	for _, parties := range []**lru.Cache[string, *rate.Limiter]{&l.callers, &l.bearers, &l.addresses} {
		var err error
		if *parties, err = lru.New[string, *rate.Limiter](limitedParties); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// take returns how long the party has to wait, 0 if it need not. Who is refused
// is not charged.
func (l *RateLimits) take(parties *lru.Cache[string, *rate.Limiter], party string) time.Duration {
	fresh := rate.NewLimiter(l.limit, l.burst)
	limiter, known, _ := parties.PeekOrAdd(party, fresh)
	if !known {
		limiter = fresh
	} else {
		parties.Get(party) // makes it the latest
	}
	now := l.now()
	reserved := limiter.ReserveN(now, 1)
	wait := reserved.DelayFrom(now)
	if wait > 0 {
		reserved.CancelAt(now)
	}
	return wait
}

// limitCallers refuses a caller who asks too often, before the body is read.
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

// limitUnauthenticated answers, and returns true, if too much was sent without a valid
// token: from the address, or there with tokens that were the bearer's. It may be
// called without limits.
func (l *RateLimits) limitUnauthenticated(w http.ResponseWriter, r *http.Request, address, bearer string) bool {
	if l == nil {
		return false
	}
	parties, party := l.addresses, address
	if bearer != "" {
		parties, party = l.bearers, address+" "+bearer
	}
	wait := l.take(parties, party)
	if wait > 0 {
		writeRateLimited(w, r, wait)
	}
	return wait > 0
}

func writeRateLimited(w http.ResponseWriter, r *http.Request, wait time.Duration) {
	writeError(w, r, http.StatusTooManyRequests, &models.Error{
		Code: models.RateLimited, RetryAfter: seconds(wait),
		Message: "There are too many requests. Wait a moment, and then send fewer; createItemActivities records many at once.",
	})
}
