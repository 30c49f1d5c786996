package tracing

import (
	"context"
	"net/url"
	"slices"

	"go.opentelemetry.io/otel/attribute"
	sdk "go.opentelemetry.io/otel/sdk/trace"

	"github.com/itemactivity/itemactivity/internal/rest/graphapi"
)

// redactingExporter removes the attributes that identify the client. Like the log, traces
// are often kept longer and read by more people than the data. otelhttp has no setting
// for this.
type redactingExporter struct{ sdk.SpanExporter }

// personal are the attributes that are never sent.
var personal = []attribute.Key{
	"client.address", "client.port", "network.peer.address", "network.peer.port", "user_agent.original",
}

// ExportSpans sends the spans without the personal attributes.
func (d redactingExporter) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	sent := make([]sdk.ReadOnlySpan, len(spans))
	for i, span := range spans {
		sent[i] = redactedSpan{span}
	}
	return d.SpanExporter.ExportSpans(ctx, sent)
}

type redactedSpan struct{ sdk.ReadOnlySpan }

// Attributes returns the attributes that may be sent. The path of a REST request contains
// ids of the data. The attribute http.route has the route instead.
func (s redactedSpan) Attributes() []attribute.KeyValue {
	return slices.DeleteFunc(slices.Clone(s.ReadOnlySpan.Attributes()), func(a attribute.KeyValue) bool {
		if a.Key == "url.path" {
			version, _ := graphapi.SplitVersion(&url.URL{Path: a.Value.AsString()})
			return version != ""
		}
		return slices.Contains(personal, a.Key)
	})
}
