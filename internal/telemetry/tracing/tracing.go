// Package tracing sends spans to an OpenTelemetry collector.
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
	// scope is the instrumentation scope of the spans.
	scope = "github.com/itemactivity/itemactivity"
	// stopLimit is the time that a stop waits for the last spans to be sent. A collector
	// that is down must not delay the stop for long.
	stopLimit = 3 * time.Second
	// quiet is the interval of the warnings that spans cannot be sent.
	quiet = time.Minute
)

// Tracing creates spans and sends them. A nil Tracing creates none.
type Tracing struct {
	provider   *sdk.TracerProvider
	propagator propagation.TextMapPropagator
	logger     *slog.Logger
}

// Start returns nil unless the environment enables traces. It checks the values of all
// variables first: OpenTelemetry's packages ignore wrong ones, or panic. These packages
// read the variables themselves, from the environment of the process. Errors about a
// variable are a VariableError.
func Start(ctx context.Context, variables func(name string) string, version string, logger *slog.Logger) (*Tracing, error) {
	env := environment(variables)
	on, err := env.enabled()
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
		resource.WithFromEnv()) // last, so that it takes precedence
	if err != nil {
		return nil, err
	}
	return &Tracing{
		provider:   sdk.NewTracerProvider(sdk.WithBatcher(redactingExporter{exporter}), sdk.WithResource(described)),
		propagator: env.propagator(),
		logger:     logger,
	}, nil
}

// Tracer returns nil if traces are off.
func (t *Tracing) Tracer() trace.Tracer {
	if t == nil {
		return nil
	}
	return t.provider.Tracer(scope)
}

// Stop sends the last spans, if the collector accepts them in time.
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
