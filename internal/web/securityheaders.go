package web

import "net/http"

// setSecurityHeaders sets the security headers of all responses. It sets them before the
// handler is called, so that a handler, such as the Playground, can replace them.
func setSecurityHeaders(next http.Handler) http.Handler {
	noSniff, noReferrer := []string{"nosniff"}, []string{"no-referrer"} // Header.Set would allocate them
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header["X-Content-Type-Options"] = noSniff
		header["Referrer-Policy"] = noReferrer
		next.ServeHTTP(w, r)
	})
}
