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
	// Introspection lets clients read the schema. Without it errors suggest no names of the
	// schema.
	Introspection bool
	// Names are the operation names that traces and metrics distinguish. Nil is a table of
	// the handler's own.
	Names *operation.Names
	// Tracer creates a span for each operation. Nil creates none.
	Tracer trace.Tracer
	// Processors is how many expensive queries run at a time; 0 is GOMAXPROCS.
	Processors int
	// Logger logs the errors that clients do not receive.
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

// NewHandler returns the GraphQL endpoint over a store. It takes the caller
// from the request's context.
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

// ServeHTTP serves one request, by the working draft of GraphQL over HTTP.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), h.limits.Time)
	defer cancel()
	e := h.exchange(ctx, w, r)
	defer func() {
		all := h.memoryBudget.Held()
		h.heap.RequestEnded(max(e.memory.Close(), all))
	}()
	if !e.accepts {
		e.respondError(statusError{http.StatusNotAcceptable, models.Invalid("", "The answer is %s or %s: accept one of them.", responseType, jsonType)})
		return
	}
	params, err := h.readRequest(w, r, e.memory)
	if err != nil {
		// net/http cancels the context of a request that it could not read, also if the
		// client waits for the response.
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
	if op.Operation.Operation != ast.Mutation {
		e.run(op, params, prepared.Estimate)
		return
	}
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		e.respondError(statusError{http.StatusMethodNotAllowed, models.Invalid("query", "GET is for queries; send a %s by POST.", op.Operation.Operation)})
		return
	}
	// The store refuses the request as a whole, or not at all: each field is a mutation
	// within this one.
	if err := h.store.Mutate(ctx, nil, func(ctx context.Context) error {
		e.ctx = ctx
		e.run(op, params, prepared.Estimate)
		return nil
	}); err != nil {
		e.respondError(statusError{http.StatusServiceUnavailable, err})
	}
}
