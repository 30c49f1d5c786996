package tracing

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/itemactivity/itemactivity/internal/store"
)

// maxLinks is the maximum number of links of a commit's span.
const maxLinks = 64

// Commit creates a span for a commit. The span is part of the trace of the first sampled
// operation of the commit and has a link to each of them. A commit without a sampled
// operation has no span.
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
		// The error may name files. It is in the log.
		span.SetStatus(codes.Error, "nothing was stored")
	}
	span.End(trace.WithTimestamp(c.Start.Add(c.Duration)))
}
