package web

import (
	"fmt"
	"net/http"

	"github.com/itemactivity/itemactivity/models"
)

// maxHeaderFields is far beyond what clients, proxies and traces send together. Each
// field takes some ten times its bytes if they are few.
const maxHeaderFields = 100

// limitHeaderFields refuses requests with more. The limit of the header's bytes is
// the server's own.
func limitHeaderFields(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fields := 0
		for _, values := range r.Header {
			fields += len(values)
		}
		if fields > maxHeaderFields {
			w.Header().Set("Connection", "close")
			writeFailure(w, r, http.StatusRequestHeaderFieldsTooLarge, models.PayloadTooLarge,
				fmt.Sprintf("The request has %d header fields; at most %d are allowed.", fields, maxHeaderFields))
			return
		}
		next.ServeHTTP(w, r)
	})
}
