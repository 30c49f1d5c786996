package engine

import (
	"context"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/telemetry/operation"
	"github.com/itemactivity/itemactivity/internal/telemetry/requestid"
	"github.com/itemactivity/itemactivity/models"
)

// Start records an operation for telemetry and starts its span. fixed is true if the
// operation is the server's own, so that no client chose its name. start is the time at which
// the request had been read. The function end ends the span. The document and the
// variables are not recorded, because they contain the caller's data.
func (x *Exchange) Start(op *ast.OperationDefinition, fixed bool, start time.Time) (end func()) {
	o := operation.From(x.ctx)
	kind, name := string(op.Operation), op.Name
	o.Begin(kind, name, x.engine.label(x.ctx, name, fixed), start)
	if x.engine.tracer == nil {
		return func() {}
	}
	title := kind
	if o.Label != operation.Anonymous {
		title += " " + o.Label
	}
	ctx, span := x.engine.tracer.Start(x.ctx, title, trace.WithTimestamp(start))
	if span.IsRecording() {
		span.SetAttributes(
			attribute.String("graphql.operation.type", kind), attribute.String("graphql.operation.name", o.Name),
			attribute.String("itemactivity.request_id", requestid.From(ctx)))
	}
	x.ctx = ctx
	return func() { endSpan(span, o.Code) }
}

// label returns the name of an operation as a label. The number of labels is limited, except
// for the operations of the server itself.
func (e *Engine) label(ctx context.Context, name string, fixed bool) string {
	if fixed {
		return name
	}
	caller := ""
	// The number of names is not limited for the single caller of development mode.
	if p := auth.FromContext(ctx); p != nil && !p.Unlimited {
		caller = p.Key()
	}
	return e.names.Label(name, caller)
}

// endSpan ends the span with the most severe error code of the operation. The status of
// the span is Error only if the server caused the error.
func endSpan(span trace.Span, code models.Code) {
	if code != "" {
		span.SetAttributes(attribute.String("error.type", string(code)))
	}
	if code == models.Internal || code == models.Unavailable {
		span.SetStatus(codes.Error, string(code))
	}
	span.End()
}
