package logging

import (
	"context"
	"log/slog"
	"sync"
)

// handler is a handler with a buffered writer.
type handler struct {
	// Handler is slog's handler. It writes to writer.
	slog.Handler
	format Format
	writer *Writer
	// encodes is true if the handler may encode lines itself. It does not know the attributes and
	// groups of WithAttrs and WithGroup.
	encodes bool
}

// Handle implements slog.Handler.
func (h handler) Handle(ctx context.Context, line slog.Record) error {
	err := h.write(ctx, line)
	if line.Level >= slog.LevelWarn {
		h.writer.Flush()
	}
	return err
}

var lineBuffers = sync.Pool{New: func() any { return new([]byte) }}

func (h handler) write(ctx context.Context, line slog.Record) error {
	if !h.encodes {
		return h.Handler.Handle(ctx, line)
	}
	buffer := lineBuffers.Get().(*[]byte)
	defer lineBuffers.Put(buffer)
	encoded, ok := h.format.appendPlain((*buffer)[:0], line)
	*buffer = encoded
	if !ok {
		return h.Handler.Handle(ctx, line)
	}
	_, err := h.writer.Write(encoded)
	return err
}

// WithAttrs implements slog.Handler.
func (h handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return handler{Handler: h.Handler.WithAttrs(attrs), writer: h.writer}
}

// WithGroup implements slog.Handler.
func (h handler) WithGroup(name string) slog.Handler {
	return handler{Handler: h.Handler.WithGroup(name), writer: h.writer}
}
