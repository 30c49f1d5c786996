package tracing

import (
	"net/http"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric/noop"
	"go.opentelemetry.io/otel/trace"

	"github.com/itemactivity/itemactivity/internal/telemetry/requestid"
)

// Requests makes a span of each request to GraphQL; the pages and what is not there
// have none.
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
			// A method is whatever a client writes there.
			switch r.Method {
			case http.MethodGet, http.MethodPost, http.MethodOptions:
				return r.Method + " " + r.URL.Path
			}
			return "HTTP " + r.URL.Path
		}))
}
