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

// recoverPanics turns a panic into an answer that says nothing but the request
// id, under which the log has the rest.
func recoverPanics(logger *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w, r, answer := record(w, r)
		defer func() {
			fault := recover()
			if fault == nil {
				return
			}
			if err, _ := fault.(error); errors.Is(err, http.ErrAbortHandler) { // the handler's wish, no fault
				panic(fault)
			}
			id := requestid.From(r.Context())
			logger.ErrorContext(r.Context(), "panic while answering a request",
				"request_id", id, "panic", fmt.Sprint(fault), "stack", string(debug.Stack()))
			if answer.started() {
				// The client has part of an answer; only a broken connection
				// tells it that the rest will not come.
				panic(http.ErrAbortHandler)
			}
			writeFailure(w, r, http.StatusInternalServerError, models.Internal,
				"Internal error. Quote the request id "+id+" when you report it.")
		}()
		next.ServeHTTP(w, r)
	})
}
