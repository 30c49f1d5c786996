package playground

import (
	"net/http"
	"strings"
)

// policy lets the page load its own files and talk to its own server, and
// nothing else.
var policy = strings.Join([]string{
	"default-src 'none'",
	"script-src 'self'",
	// Monaco lays out its lines with style attributes and writes its themes into
	// style elements, and knows no nonces.
	"style-src 'self' 'unsafe-inline'",
	"worker-src 'self'",
	"connect-src 'self'",
	// Monaco draws its squiggles as data: images.
	"img-src 'self' data:",
	"font-src 'self'",
	"base-uri 'none'",
	"form-action 'none'",
	"frame-ancestors 'none'",
}, "; ")

// secure sets what protects the page, whatever the answer.
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
