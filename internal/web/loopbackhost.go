package web

import (
	"net/http"

	"github.com/itemactivity/itemactivity/models"
)

// requireLoopbackHost rejects requests for other hosts. It protects against DNS rebinding:
// if evil.example resolves to 127.0.0.1, the browser treats a page on evil.example and this
// server as the same origin, and only the Host header shows the difference.
func requireLoopbackHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isLoopbackHost(r.Host) {
			writeFailure(w, r, http.StatusForbidden, models.Forbidden,
				"In development mode, the server accepts requests only for the hosts localhost, 127.0.0.1 and [::1].")
			return
		}
		next.ServeHTTP(w, r)
	})
}
