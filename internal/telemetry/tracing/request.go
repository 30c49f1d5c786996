package tracing

import (
	"net/http"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric/noop"
	"go.opentelemetry.io/otel/trace"

	"github.com/itemactivity/itemactivity/internal/rest/graphapi"
	"github.com/itemactivity/itemactivity/internal/telemetry/requestid"
)

// Requests creates a span for each request to the API, and for no other. The REST
// front names the spans of its requests by their routes.
func (t *Tracing) Requests(next http.Handler) http.Handler {
	named := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		trace.SpanFromContext(r.Context()).SetAttributes(attribute.String("itemactivity.request_id", requestid.From(r.Context())))
		next.ServeHTTP(w, r)
	})
	return otelhttp.NewHandler(named, "",
		otelhttp.WithTracerProvider(t.provider),
		otelhttp.WithMeterProvider(noop.NewMeterProvider()),
		otelhttp.WithPropagators(t.propagator),
		otelhttp.WithFilter(func(r *http.Request) bool {
			return r.URL.Path == "/graphql" || r.URL.Path == "/query" || graphapi.Is(r)
		}),
		otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string {
			if version, _ := graphapi.SplitVersion(r.URL); version != "" {
				return method(r) + " /" + version
			}
			return method(r) + " " + r.URL.Path
		}))
}

// method returns the method of a request for the name of its span. A client may send any
// method. The number of span names must be small.
func method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return r.Method
	}
	return "HTTP"
}
