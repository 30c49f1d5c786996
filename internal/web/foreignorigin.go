package web

import (
	"net/http"

	"github.com/itemactivity/itemactivity/models"
)

// rejectForeignOrigins protects against cross-site request forgery. CORS is not enough,
// because it hides only the response from the page, after the mutation was executed. A GET
// request is allowed, because it changes nothing and the page cannot read the response
// without CORS headers. A POST request is rejected before its body is read.
func rejectForeignOrigins(allowed func(origin string) bool, next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	passes := func(r *http.Request) bool {
		switch origin := r.Header.Get("Origin"); {
		case allowed(origin):
			// A front end on another port of localhost is cross-origin for the browser.
			return true
		case origin == "null" && !isSafe(r.Method):
			// The page is in a sandboxed frame or a local file, so its site is unknown.
			return false
		default:
			return protection.Check(r) == nil
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !passes(r) {
			writeFailure(w, r, http.StatusForbidden, models.Forbidden,
				"Pages of this origin are not allowed. Start the server with the origin of the front end, as in --allow-origins https://app.example. In development mode, localhost, 127.0.0.1 and [::1] are allowed by default, on any port.")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// isSafe reports whether http.CrossOriginProtection allows a method for every origin.
func isSafe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}
