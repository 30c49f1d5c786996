package web

import (
	"net/http"

	"github.com/itemactivity/itemactivity/models"
)

// refuseForeignOrigins keeps pages of other sites from writing. CORS is not
// enough: it hides the answer from the page, but the mutation has happened by
// then. Reads pass, since a page without CORS headers cannot see them.
func refuseForeignOrigins(home func(origin string) bool, next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	admitted := func(r *http.Request) bool {
		switch origin := r.Header.Get("Origin"); {
		case home(origin):
			// To the browser a front end on localhost:3000 is another origin;
			// here it is at home.
			return true
		case origin == "null" && !isSafe(r.Method):
			// A sandboxed frame or a file: it may be anybody's.
			return false
		default:
			return protection.Check(r) == nil
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !admitted(r) {
			writeFailure(w, r, http.StatusForbidden, models.Forbidden,
				"Pages of other sites may not write here. In development mode a front end is served from localhost, 127.0.0.1 or [::1], on any port.")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// isSafe tells whether a method only reads, as CrossOriginProtection sees it.
func isSafe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}
