// Package logging writes the log: the lines of package slog, as text or JSON. The log of the
// server is buffered.
package logging

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"time"
)

// Format is the format of the log.
type Format struct {
	// JSON selects the format of slog.JSONHandler, with durations in seconds, instead of the
	// format of slog.TextHandler.
	JSON bool
	// Level is the lowest level that is logged.
	Level slog.Level
}

// Handler returns a handler that writes each line at once.
func (f Format) Handler(w io.Writer) slog.Handler {
	options := &slog.HandlerOptions{Level: f.Level}
	if f.JSON {
		options.ReplaceAttr = durationInSeconds
		return slog.NewJSONHandler(w, options)
	}
	return slog.NewTextHandler(w, options)
}

// Buffered returns a handler with the same lines whose writer is buffered. Lines from level WARN
// are written at once, together with all lines before them.
func (f Format) Buffered(out io.Writer) (slog.Handler, *Writer) {
	w := newWriter(out, f.lossLine)
	return handler{Handler: f.Handler(w), format: f, writer: w, encodes: true}, w
}

func (f Format) lossLine(lines int) []byte {
	var b bytes.Buffer
	line := slog.NewRecord(time.Now(), slog.LevelWarn, "lines of the log were lost, because they could not be written", 0)
	line.AddAttrs(slog.Int("lines", lines))
	_ = f.Handler(&b).Handle(context.Background(), line) // a buffer has no errors
	return b.Bytes()
}

// durationInSeconds converts a duration to a number of seconds and appends _seconds to
// its name, as in the metrics. slog writes durations to JSON as nanoseconds, without a
// unit. In text they have one, as in 1.5ms.
func durationInSeconds(_ []string, a slog.Attr) slog.Attr {
	if a.Value.Kind() == slog.KindDuration {
		return slog.Float64(a.Key+secondsSuffix, a.Value.Duration().Seconds())
	}
	return a
}

const secondsSuffix = "_seconds"
