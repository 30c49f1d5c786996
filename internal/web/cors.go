package web

import (
	"net/http"

	"github.com/rs/cors"
)

// preflightSeconds is how long a browser may remember a preflight's answer: a
// page that sends many mutations asks once, and a restart with other rules is
// noticed soon.
const preflightSeconds = 300

// allowOrigins lets pages of the origins that are admitted read our answers, and
// answers preflights. It stands before everything that refuses, so that a page reads
// why. There are no cookies to send, so credentials are not allowed; a page that has a
// token puts it into the header itself.
func allowOrigins(admitted func(origin string) bool, next http.Handler) http.Handler {
	return cors.New(cors.Options{
		AllowOriginFunc: admitted,
		// The last three are refused, and the page is told what to send.
		AllowedMethods: []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete},
		// Clients, tracers and proxies of an admitted page add headers of their own,
		// and what nothing reads does no harm. The answer repeats what is asked for.
		AllowedHeaders: []string{"*"},
		ExposedHeaders: []string{requestIDHeader, "Retry-After"},
		MaxAge:         preflightSeconds,
	}).Handler(next)
}
