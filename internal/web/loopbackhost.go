package web

import (
	"net/http"

	"github.com/itemactivity/itemactivity/models"
)

// requireLoopbackHost refuses requests for another host. A page on evil.example
// whose name is rebound to 127.0.0.1 is of the same origin as this server in
// the browser's eyes; only the Host header gives it away.
func requireLoopbackHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isLoopbackHost(r.Host) {
			writeFailure(w, r, http.StatusForbidden, models.Forbidden,
				"In development mode this server answers only to the hosts localhost, 127.0.0.1 and [::1].")
			return
		}
		next.ServeHTTP(w, r)
	})
}
