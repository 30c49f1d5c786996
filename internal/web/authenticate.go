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

// The values of the WWW-Authenticate header (RFC 6750). The first is for requests without a
// token, and the second for requests with an invalid one.
const (
	challenge        = `Bearer realm="itemactivity"`
	challengeInvalid = challenge + `, error="invalid_token"`
)

// authenticate makes the bearer of the token the caller of the request. Every request
// without a valid token gets the same message, which does not say what is wrong. The log
// has the reason.
//
// A token is accepted only in the Authorization header. A token in a URL would appear in
// logs and browser histories.
func authenticate(authenticator *jwt.Authenticator, limits *RateLimits, proxies clientaddr.Proxies, logger *slog.Logger, next http.Handler) http.Handler {
	reject := func(w http.ResponseWriter, r *http.Request, rejection *tokenRejection) {
		if !limits.limitUnauthenticated(w, r, clientaddr.Network(proxies.Client(r)), rejection.bearer) {
			writeUnauthenticated(w, r, logger, rejection)
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token, rejection := bearerToken(r.Header)
		if rejection != nil {
			reject(w, r, rejection)
			return
		}
		caller, err := authenticator.Authenticate(r.Context(), token)
		if unavailable, ok := errors.AsType[*jwt.UnavailableError](err); ok {
			if r.Context().Err() == nil { // otherwise, the client did not wait for the keys
				logger.WarnContext(r.Context(), "a token could not be verified", "request_id", requestid.From(r.Context()), "reason", err)
			}
			writeError(w, r, http.StatusServiceUnavailable, &models.Error{
				Code: models.Unavailable, RetryAfter: seconds(unavailable.RetryAfter),
				Message: "The server cannot verify access tokens at present. Try again later.",
			})
			return
		}
		if err != nil {
			rejection := &tokenRejection{challenge: challengeInvalid, reason: err.Error()}
			if invalid, ok := errors.AsType[*jwt.InvalidTokenError](err); ok {
				rejection.bearer = invalid.Bearer
			}
			reject(w, r, rejection)
			return
		}
		next.ServeHTTP(w, r.WithContext(auth.WithPrincipal(r.Context(), caller)))
	})
}

// tokenRejection says why a request is not authenticated.
type tokenRejection struct {
	// challenge is the value of the WWW-Authenticate header.
	challenge string
	// reason is logged.
	reason string
	// bearer is the caller for whom the issuer signed the token. It is empty if the issuer
	// did not sign the token.
	bearer string
}

// bearerToken returns the token in the Authorization header (RFC 6750, section 2.1).
func bearerToken(header http.Header) (string, *tokenRejection) {
	values := header.Values("Authorization")
	switch len(values) {
	case 0:
		return "", &tokenRejection{challenge: challenge, reason: "the request has no Authorization header"}
	case 1:
	default:
		return "", &tokenRejection{challenge: challengeInvalid, reason: "the request has more than one Authorization header"}
	}
	scheme, token, _ := strings.Cut(values[0], " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return "", &tokenRejection{challenge: challenge, reason: "the scheme of the Authorization header is not Bearer"}
	}
	return strings.TrimSpace(token), nil
}

func writeUnauthenticated(w http.ResponseWriter, r *http.Request, logger *slog.Logger, rejection *tokenRejection) {
	logger.InfoContext(r.Context(), "unauthenticated", "request_id", requestid.From(r.Context()), "reason", rejection.reason)
	w.Header().Set("WWW-Authenticate", rejection.challenge)
	writeFailure(w, r, http.StatusUnauthorized, models.Unauthenticated,
		"Send a valid access token in the Authorization header, as in Authorization: Bearer TOKEN.")
}

// seconds returns d in seconds, rounded up, so that a client does not retry too early.
func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }
