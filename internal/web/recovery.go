package web

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/itemactivity/itemactivity/internal/telemetry/requestid"
	"github.com/itemactivity/itemactivity/models"
)

// recoverPanics converts a panic to a response with the request id. The panic and its stack
// are logged with the same id and are not sent to the client.
func recoverPanics(logger *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		resp := recordedResponse(r)
		defer func() {
			fault := recover()
			if fault == nil {
				return
			}
			if err, _ := fault.(error); errors.Is(err, http.ErrAbortHandler) { // an intentional abort
				panic(fault)
			}
			id := requestid.From(r.Context())
			logger.ErrorContext(r.Context(), "panic while serving a request",
				"request_id", id, "panic", fmt.Sprint(fault), "stack", string(debug.Stack()))
			if resp.started() {
				// The client has received a part of the response. Closing the connection
				// tells it that the response is incomplete.
				panic(http.ErrAbortHandler)
			}
			writeFailure(w, r, http.StatusInternalServerError, models.Internal,
				"Internal error. Quote the request id "+id+" when you report it.")
		}()
		next.ServeHTTP(w, r)
	})
}
