package tracing_test

import (
	"bytes"
	"log/slog"
	"runtime"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/trace"

	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/telemetry/tracing"
)

// TestOff checks that a Tracing that is off starts no goroutine, changes no logger, and can
// be used.
func TestOff(t *testing.T) {
	for _, variables := range []map[string]string{
		{},
		{"OTEL_SERVICE_NAME": "x", "OTEL_EXPORTER_OTLP_HEADERS": "a=b"},
		{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318", "OTEL_SDK_DISABLED": "TRUE"},
		{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318", "OTEL_TRACES_EXPORTER": "none"},
	} {
		before := runtime.NumGoroutine()
		off, err := tracing.Start(t.Context(), func(name string) string { return variables[name] }, "", slog.Default())
		if err != nil || off != nil {
			t.Errorf("%v: %v, %v", variables, off, err)
		}
		if now := runtime.NumGoroutine(); now != before {
			t.Errorf("%v: %d goroutines more", variables, now-before)
		}
		if off.Tracer() != nil || off.Logger(slog.Default()) != slog.Default() {
			t.Errorf("%v: Tracer or Logger is not off", variables)
		}
		off.Commit(store.Commit{})
		off.Stop(t.Context())
	}
}

// TestLogger checks that a line about a traced request contains the trace id, also with
// loggers that are derived from this one.
func TestLogger(t *testing.T) {
	var log bytes.Buffer
	traced := new(tracing.Tracing).Logger(slog.New(slog.NewTextHandler(&log, nil)))
	span := trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{1}, SpanID: trace.SpanID{1}})
	ctx := trace.ContextWithSpanContext(t.Context(), span)
	for _, logger := range []*slog.Logger{traced, traced.With("a", 1), traced.WithGroup("g")} {
		log.Reset()
		logger.InfoContext(ctx, "one")
		if !strings.Contains(log.String(), "trace_id=01000000000000000000000000000000") {
			t.Errorf("the line is %s", log.String())
		}
		log.Reset()
		logger.InfoContext(t.Context(), "two")
		if strings.Contains(log.String(), "trace_id") {
			t.Errorf("the line without a trace is %s", log.String())
		}
	}
}
