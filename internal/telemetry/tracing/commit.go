package tracing

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/itemactivity/itemactivity/internal/store"
)

// maxLinks bounds the operations that the span of a commit names.
const maxLinks = 64

// Commit makes a span of a commit. It is in the trace of the first operation of its
// group, and links to each: the others waited for it as well. A commit of operations
// that are not sampled is not either.
func (t *Tracing) Commit(c store.Commit) {
	if t == nil {
		return
	}
	var links []trace.Link
	for _, origin := range c.Origins {
		if of := trace.SpanContextFromContext(origin); of.IsSampled() {
			if links = append(links, trace.Link{SpanContext: of}); len(links) == maxLinks {
				break
			}
		}
	}
	if links == nil {
		return
	}
	_, span := t.Tracer().Start(
		trace.ContextWithSpanContext(context.Background(), links[0].SpanContext), "commit",
		trace.WithTimestamp(c.Start), trace.WithLinks(links...), trace.WithAttributes(
			attribute.String("db.system.name", "sqlite"),
			attribute.Int("itemactivity.commit.mutations", c.Mutations),
			attribute.Int("itemactivity.commit.rows", c.Rows)))
	if c.Err != nil {
		// The log has the error, which may name files.
		span.SetStatus(codes.Error, "nothing was stored")
	}
	span.End(trace.WithTimestamp(c.Start.Add(c.Duration)))
}
