package web

import (
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strings"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/auth/jwt"
	"github.com/itemactivity/itemactivity/internal/telemetry/requestid"
	"github.com/itemactivity/itemactivity/internal/web/clientaddr"
	"github.com/itemactivity/itemactivity/models"
)

// The challenges of RFC 6750: a caller who sent no token is not told that one
// is wrong.
const (
	challenge        = `Bearer realm="itemactivity"`
	challengeInvalid = challenge + `, error="invalid_token"`
)

// authenticate makes the bearer of the request's token its caller. Everybody
// else gets one sentence, whatever is wrong: the log knows which check failed,
// and a stranger need not.
//
// A token in the URL or the body is not looked for: it would stand in logs and
// histories.
func authenticate(authenticator *jwt.Authenticator, limits *RateLimits, proxies clientaddr.Proxies, logger *slog.Logger, next http.Handler) http.Handler {
	unauthenticated := func(w http.ResponseWriter, r *http.Request, refusal *tokenRefusal) {
		if !limits.limitUnauthenticated(w, r, clientaddr.Network(proxies.Client(r)), refusal.bearer) {
			unauthenticated(w, r, logger, refusal)
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token, refusal := bearerToken(r.Header)
		if refusal != nil {
			unauthenticated(w, r, refusal)
			return
		}
		caller, err := authenticator.Authenticate(r.Context(), token)
		if unavailable, ok := errors.AsType[*jwt.UnavailableError](err); ok {
			if r.Context().Err() == nil { // else the client did not wait for the keys
				logger.WarnContext(r.Context(), "a token could not be checked", "request_id", requestid.From(r.Context()), "reason", err)
			}
			writeError(w, r, http.StatusServiceUnavailable, &models.Error{
				Code: models.Unavailable, RetryAfter: seconds(unavailable.RetryAfter),
				Message: "Access tokens cannot be checked now. Try again in a moment.",
			})
			return
		}
		if err != nil {
			refusal := &tokenRefusal{challenge: challengeInvalid, reason: err.Error()}
			if invalid, ok := errors.AsType[*jwt.InvalidTokenError](err); ok {
				refusal.bearer = invalid.Bearer
			}
			unauthenticated(w, r, refusal)
			return
		}
		next.ServeHTTP(w, r.WithContext(auth.WithPrincipal(r.Context(), caller)))
	})
}

// tokenRefusal is what the client and the log are told about a refused request, and
// for whom the issuer signed its token, if it did.
type tokenRefusal struct{ challenge, reason, bearer string }

// bearerToken reads the token as RFC 6750 sends it in a header.
func bearerToken(header http.Header) (string, *tokenRefusal) {
	values := header.Values("Authorization")
	switch len(values) {
	case 0:
		return "", &tokenRefusal{challenge: challenge, reason: "the request has no header Authorization"}
	case 1:
	default:
		return "", &tokenRefusal{challenge: challengeInvalid, reason: "the request has more than one header Authorization"}
	}
	scheme, token, _ := strings.Cut(values[0], " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return "", &tokenRefusal{challenge: challenge, reason: "the header Authorization is of another scheme than Bearer"}
	}
	return strings.TrimSpace(token), nil
}

func unauthenticated(w http.ResponseWriter, r *http.Request, logger *slog.Logger, refusal *tokenRefusal) {
	logger.InfoContext(r.Context(), "unauthenticated", "request_id", requestid.From(r.Context()), "reason", refusal.reason)
	w.Header().Set("WWW-Authenticate", refusal.challenge)
	writeFailure(w, r, http.StatusUnauthorized, models.Unauthenticated,
		"Send a valid access token in the header, as in Authorization: Bearer TOKEN.")
}

// seconds rounds up: who comes back too early is refused again.
func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }
