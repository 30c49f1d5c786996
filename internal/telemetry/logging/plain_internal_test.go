package logging

import (
	"log/slog"
	"testing"
	"time"
)

// TestAccessLineIsPlain checks that usual lines of the access log are not left to slog.
func TestAccessLineIsPlain(t *testing.T) {
	for _, path := range []string{"/graphql", "/v1.0/drives/{drive-id}/items/{item-id}/activities", "/"} {
		line := slog.NewRecord(time.Now(), slog.LevelWarn, "request", 0)
		line.AddAttrs(
			slog.String("method", "POST"), slog.String("path", path), slog.Int("status", 200), slog.Int64("bytes", 1234),
			slog.Duration("duration", time.Millisecond), slog.String("request_id", "01a22a33-7e2f-7989-bf6c-f43f077f7f3b"),
			slog.String("type", "query"), slog.String("operation", "Page"), slog.String("code", "BAD_USER_INPUT"), slog.Bool("slow", true))
		for _, f := range []Format{{JSON: true}, {JSON: false}} {
			if text, ok := f.appendPlain(nil, line); !ok {
				t.Errorf("%+v: the line is left to slog: %s", f, text)
			}
		}
	}
}
