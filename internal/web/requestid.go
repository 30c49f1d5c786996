package web

import (
	"net/http"

	"github.com/itemactivity/itemactivity/internal/telemetry/requestid"
)

const requestIDHeader = "X-Request-Id"

// setRequestID assigns a new id to each request and sends it in the X-Request-Id header of
// the response. The X-Request-Id header of the client is not used, because different
// requests could then have the same id.
func setRequestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := requestid.New()
		w.Header().Set(requestIDHeader, id)
		next.ServeHTTP(w, r.WithContext(requestid.With(r.Context(), id)))
	})
}
