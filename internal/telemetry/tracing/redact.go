package tracing

import (
	"context"
	"slices"

	"go.opentelemetry.io/otel/attribute"
	sdk "go.opentelemetry.io/otel/sdk/trace"
)

// redactingExporter drops the attributes that say who the client is. Traces are kept longer and read
// by more people than the data, as the log is; the packages that make spans have no
// setting for it.
type redactingExporter struct{ sdk.SpanExporter }

// personal are the attributes that are never sent.
var personal = []attribute.Key{
	"client.address", "client.port", "network.peer.address", "network.peer.port", "user_agent.original",
}

// ExportSpans sends the spans without them.
func (d redactingExporter) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	sent := make([]sdk.ReadOnlySpan, len(spans))
	for i, span := range spans {
		sent[i] = redactedSpan{span}
	}
	return d.SpanExporter.ExportSpans(ctx, sent)
}

type redactedSpan struct{ sdk.ReadOnlySpan }

// Attributes returns those that may be sent.
func (s redactedSpan) Attributes() []attribute.KeyValue {
	return slices.DeleteFunc(slices.Clone(s.ReadOnlySpan.Attributes()), func(a attribute.KeyValue) bool {
		return slices.Contains(personal, a.Key)
	})
}
