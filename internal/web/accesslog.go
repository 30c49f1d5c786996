package web

import (
	"cmp"
	"log/slog"
	"net/http"
	"regexp"
	"time"

	"github.com/itemactivity/itemactivity/internal/rest/graphapi"
	"github.com/itemactivity/itemactivity/internal/telemetry/operation"
	"github.com/itemactivity/itemactivity/internal/telemetry/requestid"
	"github.com/itemactivity/itemactivity/models"
)

// maxLoggedPath is the number of bytes of a path that are logged. The paths of the server
// are shorter, and long paths of attackers must not fill the disk.
const maxLoggedPath = 200

// loggableRequestID matches the ids of clients that are logged, in the headers X-Request-Id
// and client-request-id. It is long enough for a UUID or a trace id, and allows no spaces or
// e-mail addresses.
var loggableRequestID = regexp.MustCompile(`^[A-Za-z0-9._:/+=-]{1,64}$`)

// logRequests logs one line for each request. The line does not contain the document, the
// variables or the client's address, because a log is kept longer than the data and is read
// by more people.
//
// If the client closed the connection before the response started, the status is 499, and
// the level is INFO.
//
// The line is a warning if the operation took longer than slow. If slow is 0, there are no
// such warnings.
func logRequests(logger *slog.Logger, slow time.Duration, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		resp, op := recordedResponse(r), operation.From(r.Context())
		finished := false
		defer func() {
			abandoned := finished && resp.abandoned() && op.Code != models.Internal
			status := resp.code()
			if abandoned {
				status = statusClientClosed
				op.Code = ""
			}
			level := slog.LevelInfo
			isSlow := slow > 0 && op.Duration >= slow
			if isSlow && !abandoned { // nobody waited for an abandoned response
				level = slog.LevelWarn
			}
			if status >= http.StatusInternalServerError || !finished {
				level = slog.LevelError
			}
			handler := logger.Handler()
			if !handler.Enabled(r.Context(), level) {
				return
			}
			now := time.Now()
			attrs := append(make([]slog.Attr, 0, 12),
				slog.String("method", r.Method),
				slog.String("path", loggedPath(r, op)),
				slog.Int("status", status),
				slog.Int64("bytes", resp.bytes),
				slog.Duration("duration", now.Sub(start)),
				slog.String("request_id", requestid.From(r.Context())),
			)
			if id := cmp.Or(r.Header.Get(requestIDHeader), graphapi.ClientRequestID(r)); loggableRequestID.MatchString(id) {
				attrs = append(attrs, slog.String("client_request_id", id))
			}
			attrs = appendOperation(attrs, op)
			if isSlow {
				attrs = append(attrs, slog.Bool("slow", true))
			}
			if !finished {
				attrs = append(attrs, slog.Bool("aborted", true))
			}
			// Logger.LogAttrs would also find out where it is called, which the log does not contain.
			line := slog.NewRecord(now, level, "request", 0)
			line.AddAttrs(attrs...)
			_ = handler.Handle(r.Context(), line) // as Logger does
		}()
		next.ServeHTTP(w, r)
		finished = true
	})
}

// loggedPath returns the path of a request for the log. A path of Microsoft Graph contains ids
// of the data, so that the log has the names of the parameters instead.
func loggedPath(r *http.Request, op *operation.Operation) string {
	if version, _ := graphapi.SplitVersion(r.URL); version != "" {
		return cmp.Or(op.Route, "/"+version)
	}
	return r.URL.Path[:min(len(r.URL.Path), maxLoggedPath)]
}

// appendOperation appends the attributes of a GraphQL operation that are known.
func appendOperation(attrs []slog.Attr, o *operation.Operation) []slog.Attr {
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
