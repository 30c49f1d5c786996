package web

import (
	"net/http"

	"github.com/itemactivity/itemactivity/internal/rest/graphapi"
	"github.com/itemactivity/itemactivity/internal/telemetry/operation"
	"github.com/itemactivity/itemactivity/internal/telemetry/requestid"
)

const requestIDHeader = "X-Request-Id"

// beginRequest assigns a new id to each request and sends it in the X-Request-Id header of
// the response. The X-Request-Id header of the client is not used, because different
// requests could then have the same id.
//
// A response to a request with a URL of Microsoft Graph has the id in the header request-id
// too, and repeats the client-request-id of the client.
//
// The context of the request has the id, an empty operation and the recorded response. They are
// added together, because each new context takes a copy of the request.
func beginRequest(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := requestid.New()
		w.Header().Set(requestIDHeader, id)
		if graphapi.Is(r) {
			w.Header().Set(graphapi.RequestIDHeader, id)
			if sent := graphapi.ClientRequestID(r); sent != "" {
				w.Header().Set(graphapi.ClientRequestIDHeader, sent)
			}
		}
		ctx, resp := recordResponse(requestid.With(r.Context(), id), w)
		ctx, _ = operation.With(ctx)
		next.ServeHTTP(resp, r.WithContext(ctx))
	})
}
