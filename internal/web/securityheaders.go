package web

import "net/http"

// setSecurityHeaders sets what is right for every answer. It does so before
// the handler runs, so that one that knows better (the playground, with its
// own policy) has the last word.
func setSecurityHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "no-referrer")
		next.ServeHTTP(w, r)
	})
}
