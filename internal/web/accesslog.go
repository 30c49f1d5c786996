package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"regexp"
	"time"

	"github.com/itemactivity/itemactivity/internal/telemetry/operation"
	"github.com/itemactivity/itemactivity/internal/telemetry/requestid"
	"github.com/itemactivity/itemactivity/models"
)

// loggedPath is the number of bytes of a path that the log keeps: our own
// paths are shorter, and a stranger's must not fill the disk.
const loggedPath = 200

// clientToken is what a client's own X-Request-Id may look like to be logged:
// long enough for a UUID or a trace id, with no room for sentences or
// addresses.
var clientToken = regexp.MustCompile(`^[A-Za-z0-9._:/+=-]{1,64}$`)

// logRequests writes one line a request. It has neither the document, nor its
// variables, nor the client's address: a log is kept longer and read by more
// people than the data.
//
// A client that left before its answer began has the status 499, and is no concern of
// the operator's.
//
// A request is slow if the operation itself took longer than slow; 0 is never.
func logRequests(logger *slog.Logger, slow time.Duration, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		w, r, answer := record(w, r)
		// net/http cancels the context of a request whose client closes the connection.
		answer.gone = func() bool { return errors.Is(r.Context().Err(), context.Canceled) }
		ctx, asked := operation.With(r.Context())
		r = r.WithContext(ctx)
		finished := false
		defer func() {
			abandoned := finished && answer.abandoned() && asked.Code != models.Internal
			status := answer.code()
			if abandoned {
				status = statusClientLeft
				asked.Code = ""
			}
			attrs := []slog.Attr{
				slog.String("method", r.Method),
				slog.String("path", r.URL.Path[:min(len(r.URL.Path), loggedPath)]),
				slog.Int("status", status),
				slog.Int64("bytes", answer.bytes),
				slog.Duration("duration", time.Since(start)),
				slog.String("request_id", requestid.From(r.Context())),
			}
			if token := r.Header.Get(requestIDHeader); clientToken.MatchString(token) {
				attrs = append(attrs, slog.String("client_request_id", token))
			}
			attrs = append(attrs, operationAttrs(asked)...)
			level := slog.LevelInfo
			if slow > 0 && asked.Duration >= slow {
				attrs = append(attrs, slog.Bool("slow", true))
				level = slog.LevelWarn
			}
			if abandoned {
				// It may have taken long, and nobody is the worse for it.
				level = slog.LevelInfo
			}
			if !finished {
				attrs = append(attrs, slog.Bool("aborted", true))
			}
			if status >= http.StatusInternalServerError || !finished {
				level = slog.LevelError
			}
			logger.LogAttrs(r.Context(), level, "request", attrs...)
		}()
		next.ServeHTTP(w, r)
		finished = true
	})
}

// operationAttrs are what the line says of GraphQL, where there was any.
func operationAttrs(o *operation.Operation) (attrs []slog.Attr) {
	if o.Type != "" {
		attrs = append(attrs, slog.String("type", o.Type))
	}
	if o.Name != "" {
		attrs = append(attrs, slog.String("operation", o.Name))
	}
	if o.Code != "" {
		attrs = append(attrs, slog.String("code", string(o.Code)))
	}
	return attrs
}
