package web

import (
	"net/http"

	"github.com/itemactivity/itemactivity/internal/telemetry/requestid"
)

const requestIDHeader = "X-Request-Id"

// setRequestID gives each request an id of our own, which its answer repeats.
// A client's X-Request-Id is not taken over: two requests with one id could
// not be told apart in the log.
func setRequestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := requestid.New()
		w.Header().Set(requestIDHeader, id)
		next.ServeHTTP(w, r.WithContext(requestid.With(r.Context(), id)))
	})
}
