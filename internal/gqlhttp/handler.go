// Package gqlhttp serves GraphQL over HTTP.
package gqlhttp

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"runtime"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/itemactivity/itemactivity/graph"
	"github.com/itemactivity/itemactivity/internal/gqldoc"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/memory"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/scheduler"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/telemetry/operation"
	"github.com/itemactivity/itemactivity/models"
)

// Options configure an endpoint.
type Options struct {
	Limits Limits
	// Introspection lets clients query the schema. Without it, error messages do not
	// suggest names from the schema.
	Introspection bool
	// Names holds the operation names that traces and metrics distinguish. If it is nil,
	// the handler creates its own.
	Names *operation.Names
	// Tracer creates a span for each operation. If it is nil, there are no spans.
	Tracer trace.Tracer
	// Processors is the maximum number of expensive queries that run at the same time.
	// 0 means GOMAXPROCS.
	Processors int
	// Logger receives the errors that are hidden from clients.
	Logger *slog.Logger
}

// handler is the GraphQL endpoint.
type handler struct {
	schema        graph.Executable
	types         objectTypes
	documents     *gqldoc.Documents
	store         *store.Store
	limits        Limits
	introspection bool
	names         *operation.Names
	tracer        trace.Tracer
	presenter     presenter
	memoryBudget  *memory.Budget
	heap          memory.HeapReleaser
	scheduler     *scheduler.Scheduler
}

// NewHandler returns a handler that serves GraphQL from a store. The caller of a request is
// the principal in its context.
func NewHandler(s *store.Store, o Options) http.Handler {
	schema := gqldoc.NewSchema(graph.Definition())
	h := &handler{
		schema:        graph.NewExecutable(schema, s),
		types:         objectTypesOf(schema),
		documents:     gqldoc.NewDocuments(schema, o.Limits.Limits, o.Introspection),
		store:         s,
		limits:        o.Limits,
		introspection: o.Introspection,
		names:         o.Names,
		tracer:        o.Tracer,
		presenter:     presenter{logger: o.Logger},
		memoryBudget:  memory.NewBudget(o.Limits.InFlightBytes, o.Limits.CallerInFlightBytes),
		heap:          memory.NewHeapReleaser(),
		scheduler:     scheduler.New(cmp.Or(o.Processors, runtime.GOMAXPROCS(0))),
	}
	if h.names == nil {
		h.names = operation.NewNames(time.Now, func(string) {})
	}
	if h.tracer == nil {
		h.tracer = noop.NewTracerProvider().Tracer("")
	}
	return h
}

// ServeHTTP serves one request according to the draft of the GraphQL over HTTP
// specification.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), h.limits.Time)
	defer cancel()
	e := h.exchange(ctx, w, r)
	defer func() {
		all := h.memoryBudget.Held()
		h.heap.RequestEnded(max(e.memory.Close(), all))
	}()
	if !e.acceptable {
		e.respondError(statusError{http.StatusNotAcceptable, models.Invalid("", "Send an Accept header that includes %s or %s.", responseType, jsonType)})
		return
	}
	params, err := h.readRequest(w, r, e.memory)
	if err != nil {
		// net/http cancels the context of a request whose body it could not read, even if
		// the client still waits for the response.
		e.ctx = context.WithoutCancel(ctx)
		e.respondError(err)
		return
	}
	start := time.Now()
	prepared, errs, err := h.prepare(ctx, params)
	if err != nil {
		e.respondError(statusError{http.StatusServiceUnavailable, err})
		return
	}
	if errs != nil {
		e.respondRequestErrors(errs)
		return
	}
	op := h.operationContext(prepared, params)
	ctx, end := h.startSpan(ctx, op, start)
	defer end()
	e.ctx = ctx
	if op.Operation.Operation == ast.Mutation {
		e.runMutation(op, params, prepared.Estimate)
		return
	}
	e.run(op, params, prepared.Estimate)
}
