package web

import "net/http"

// setSecurityHeaders sets the security headers of all responses. It sets them before the
// handler is called, so that a handler, such as the Playground, can replace them.
func setSecurityHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "no-referrer")
		next.ServeHTTP(w, r)
	})
}
