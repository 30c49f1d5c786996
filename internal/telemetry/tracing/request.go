package tracing

import (
	"net/http"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric/noop"
	"go.opentelemetry.io/otel/trace"

	"github.com/itemactivity/itemactivity/internal/telemetry/requestid"
)

// Requests creates a span for each request to the GraphQL paths, and for no other.
func (t *Tracing) Requests(next http.Handler) http.Handler {
	named := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		trace.SpanFromContext(r.Context()).SetAttributes(attribute.String("itemactivity.request_id", requestid.From(r.Context())))
		next.ServeHTTP(w, r)
	})
	return otelhttp.NewHandler(named, "",
		otelhttp.WithTracerProvider(t.provider),
		otelhttp.WithMeterProvider(noop.NewMeterProvider()),
		otelhttp.WithPropagators(t.propagator),
		otelhttp.WithFilter(func(r *http.Request) bool { return r.URL.Path == "/graphql" || r.URL.Path == "/query" }),
		otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string {
			// A client may send any method. The number of span names must be small.
			switch r.Method {
			case http.MethodGet, http.MethodPost, http.MethodOptions:
				return r.Method + " " + r.URL.Path
			}
			return "HTTP " + r.URL.Path
		}))
}
