package web

import (
	"net/http"

	"github.com/itemactivity/itemactivity/models"
)

// rejectDuplicateHeaders rejects requests that repeat a header with which a browser names
// the origin of a page. A browser never repeats them, and different programs would use
// different values.
func rejectDuplicateHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, name := range []string{"Origin", "Sec-Fetch-Site", "Access-Control-Request-Method"} {
			if len(r.Header.Values(name)) > 1 {
				writeFailure(w, r, http.StatusBadRequest, models.BadUserInput, "The request has more than one "+name+" header.")
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}
