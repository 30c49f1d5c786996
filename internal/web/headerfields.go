package web

import (
	"fmt"
	"net/http"

	"github.com/itemactivity/itemactivity/models"
)

// maxHeaderFields is the maximum number of header fields of a request. Clients, proxies and
// tracers send far fewer. A short field takes about ten times its size in memory.
const maxHeaderFields = 100

// limitHeaderFields rejects requests with too many header fields. The size of the header in
// bytes is limited by http.Server.
func limitHeaderFields(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fields := 0
		for _, values := range r.Header {
			fields += len(values)
		}
		if fields > maxHeaderFields {
			w.Header().Set("Connection", "close")
			writeFailure(w, r, http.StatusRequestHeaderFieldsTooLarge, models.PayloadTooLarge,
				fmt.Sprintf("The request has %d header fields, and the limit is %d.", fields, maxHeaderFields))
			return
		}
		next.ServeHTTP(w, r)
	})
}
