package web

import (
	"net/http"

	"github.com/itemactivity/itemactivity/internal/telemetry/operation"
	"github.com/itemactivity/itemactivity/models"
)

// observeRequests calls observe after each request to the next handler, including requests that
// are rejected before they reach it.
func observeRequests(observe func(*operation.Operation), next http.Handler) http.Handler {
	if observe == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o := operation.From(r.Context())
		finished := false
		defer func() {
			if !finished {
				o.Fail(models.Internal)
			}
			o.Abandoned = recordedResponse(r).abandoned() && o.Code != models.Internal
			observe(o)
		}()
		next.ServeHTTP(w, r)
		finished = true
	})
}
