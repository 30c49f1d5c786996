package config

import (
	"io"
	"log/slog"
)

// NewLogger returns the logger of the settings. It writes to w.
func (c *Config) NewLogger(w io.Writer) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		panic(err) // the flag accepts only the names of levels
	}
	options := &slog.HandlerOptions{Level: level}
	if c.LogFormat == "json" {
		options.ReplaceAttr = durationInSeconds
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// durationInSeconds converts a duration to a number of seconds and appends _seconds to
// its name, as in the metrics. slog writes durations to JSON as nanoseconds, without a
// unit. In text they have one, as in 1.5ms.
func durationInSeconds(_ []string, a slog.Attr) slog.Attr {
	if a.Value.Kind() == slog.KindDuration {
		return slog.Float64(a.Key+"_seconds", a.Value.Duration().Seconds())
	}
	return a
}
