// Package tracing sends spans to a collector of OpenTelemetry's.
package tracing

import (
	"context"
	"log/slog"
	"time"

	"github.com/go-logr/logr"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
	"golang.org/x/time/rate"
)

const (
	// scope is what the spans say of who made them.
	scope = "github.com/itemactivity/itemactivity"
	// stopLimit is how long a stop waits for the last spans to be sent: a
	// collector that is down must not hold the process.
	stopLimit = 3 * time.Second
	// quiet is how often the log repeats that spans cannot be sent.
	quiet = time.Minute
)

// Tracing makes spans and sends them. A nil one makes none, and costs nothing.
type Tracing struct {
	provider   *sdk.TracerProvider
	propagator propagation.TextMapPropagator
	logger     *slog.Logger
}

// Start returns nil unless the environment asks for traces. Endpoint, headers,
// sampling and the rest are read by OpenTelemetry's own packages, and from the
// process's environment alone.
func Start(ctx context.Context, env func(name string) string, version string, logger *slog.Logger) (*Tracing, error) {
	on, err := wanted(env)
	if !on || err != nil {
		return nil, err
	}
	sometimes := rate.Sometimes{First: 1, Interval: quiet}
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) {
		sometimes.Do(func() { logger.Warn("traces cannot be sent", "error", err) })
	}))
	otel.SetLogger(logr.FromSlogHandler(logger.Handler()))
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, err
	}
	described, err := resource.New(ctx,
		resource.WithTelemetrySDK(),
		resource.WithAttributes(semconv.ServiceName("itemactivity"), semconv.ServiceVersion(version)),
		resource.WithFromEnv()) // last, so that it wins
	if err != nil {
		return nil, err
	}
	return &Tracing{
		provider:   sdk.NewTracerProvider(sdk.WithBatcher(redactingExporter{exporter}), sdk.WithResource(described)),
		propagator: propagator(env),
		logger:     logger,
	}, nil
}

// Tracer returns nil where no spans are made.
func (t *Tracing) Tracer() trace.Tracer {
	if t == nil {
		return nil
	}
	return t.provider.Tracer(scope)
}

// Stop sends the last spans, if the collector takes them in time.
func (t *Tracing) Stop(ctx context.Context) {
	if t == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopLimit)
	defer cancel()
	if err := t.provider.Shutdown(ctx); err != nil {
		t.logger.Warn("the last traces were not sent", "error", err)
	}
}
