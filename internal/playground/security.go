package playground

import (
	"net/http"
	"strings"
)

// policy is the content security policy of the page. It allows only connections to the
// page's own origin.
var policy = strings.Join([]string{
	"default-src 'none'",
	"script-src 'self'",
	// Monaco uses style attributes and style elements, and does not support nonces.
	"style-src 'self' 'unsafe-inline'",
	"worker-src 'self'",
	"connect-src 'self'",
	// Monaco draws the lines under errors as data: images.
	"img-src 'self' data:",
	"font-src 'self'",
	"base-uri 'none'",
	"form-action 'none'",
	"frame-ancestors 'none'",
}, "; ")

// secure sets the security headers of all responses of a handler.
func secure(policy string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", policy)
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}
