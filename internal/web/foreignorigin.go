package web

import (
	"net/http"

	"github.com/itemactivity/itemactivity/models"
)

// refuseForeignOrigins keeps pages of other sites from writing. CORS is not
// enough: it hides the answer from the page, but the mutation has happened by
// then. A GET passes, since a page without CORS headers cannot see its answer; a
// POST is refused whatever is in it, which is not read yet.
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
				"Pages of this origin are not admitted. Start the server with --allow-origins and the origin of the front end, as in --allow-origins https://app.example; in development mode a front end on localhost, 127.0.0.1 or [::1] is admitted without, on any port.")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// isSafe tells whether a method only reads, as CrossOriginProtection sees it.
func isSafe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}
