package web

import (
	"net/http"

	"github.com/rs/cors"

	"github.com/itemactivity/itemactivity/internal/rest/graphapi"
)

// preflightSeconds is how long a browser may cache the response to a preflight request. It
// is long enough for a page that sends many mutations, and short enough that changed
// settings take effect soon.
const preflightSeconds = 300

// allowOrigins lets pages of allowed origins read responses (CORS), and responds to
// preflight requests. It wraps every handler that rejects requests, so that a page can read
// the error. Credentials are not allowed, because the server uses no cookies. A page sends
// its token in the Authorization header.
func allowOrigins(allowed func(origin string) bool, next http.Handler) http.Handler {
	return cors.New(cors.Options{
		AllowOriginFunc: allowed,
		// A method that a URL does not support is rejected later, with an error that the page
		// can read.
		AllowedMethods: []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete},
		// GraphQL clients, tracers and proxies add their own headers, and unknown headers do
		// no harm. The response lists the headers that the preflight request names.
		AllowedHeaders: []string{"*"},
		ExposedHeaders: []string{requestIDHeader, "Retry-After", graphapi.RequestIDHeader, graphapi.ClientRequestIDHeader, "Location"},
		MaxAge:         preflightSeconds,
	}).Handler(next)
}
