package config

import (
	"io"
	"log/slog"

	"github.com/itemactivity/itemactivity/internal/telemetry/logging"
)

// NewLogger returns the logger of the settings. It writes each line to w at once.
func (c *Config) NewLogger(w io.Writer) *slog.Logger {
	return slog.New(c.logFormat().Handler(w))
}

// NewServerLogger returns the logger of the settings and its buffered writer to w. The writer must
// be closed.
func (c *Config) NewServerLogger(w io.Writer) (*slog.Logger, *logging.Writer) {
	handler, writer := c.logFormat().Buffered(w)
	return slog.New(handler), writer
}

func (c *Config) logFormat() logging.Format {
	f := logging.Format{JSON: c.LogFormat == "json"}
	if err := f.Level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		panic(err) // the flag accepts only the names of levels
	}
	return f
}
