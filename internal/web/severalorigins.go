package web

import (
	"net/http"

	"github.com/itemactivity/itemactivity/models"
)

// refuseSeveralOrigins refuses requests that say more than once which page they are of.
// A browser does not, and which of the values counts would depend on who reads them.
func refuseSeveralOrigins(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, name := range []string{"Origin", "Sec-Fetch-Site", "Access-Control-Request-Method"} {
			if len(r.Header.Values(name)) > 1 {
				writeFailure(w, r, http.StatusBadRequest, models.BadUserInput, "The request has more than one header "+name+".")
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}
