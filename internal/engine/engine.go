// Package engine executes GraphQL operations for the fronts of the server. It shares the
// processors, the memory and the store among all requests, whatever their front is.
package engine

import (
	"cmp"
	"log/slog"
	"runtime"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"go.opentelemetry.io/otel/trace"

	"github.com/itemactivity/itemactivity/graph"
	"github.com/itemactivity/itemactivity/internal/engine/memory"
	"github.com/itemactivity/itemactivity/internal/engine/scheduler"
	"github.com/itemactivity/itemactivity/internal/gqldoc"
	"github.com/itemactivity/itemactivity/internal/plan"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/telemetry/operation"
)

// Options configure an Engine.
type Options struct {
	Limits Limits
	// Introspection lets clients query the schema. Without it, error messages do not
	// suggest names from the schema.
	Introspection bool
	// WithoutPlans lets gqlgen execute all operations. Otherwise, operations are executed from
	// plans.
	WithoutPlans bool
	// Unplanned is called with the plan.Reason of each operation that gqlgen executes, unless
	// WithoutPlans is true. It may be nil.
	Unplanned func(reason string)
	// Names holds the operation names that traces and metrics distinguish. If it is nil,
	// the engine creates its own.
	Names *operation.Names
	// Tracer creates a span for each operation. If it is nil, there are no spans.
	Tracer trace.Tracer
	// Processors is the maximum number of expensive queries that run at the same time.
	// 0 means GOMAXPROCS.
	Processors int
	// Logger receives the errors that are hidden from clients.
	Logger *slog.Logger
}

// Engine executes operations. Several goroutines may use it.
type Engine struct {
	schema        *ast.Schema
	executable    graph.Executable
	types         objectTypes
	documents     *gqldoc.Documents
	store         *store.Store
	limits        Limits
	introspection bool
	unplanned     func(reason string)
	names         *operation.Names
	// tracer is nil if there are no spans.
	tracer       trace.Tracer
	presenter    presenter
	memoryBudget *memory.Budget
	heap         memory.HeapReleaser
	scheduler    *scheduler.Scheduler
}

// New returns an engine that reads and writes a store.
func New(s *store.Store, o Options) *Engine {
	schema := gqldoc.NewSchema(graph.Definition())
	executable := graph.NewExecutable(schema, s)
	var compiler *plan.Compiler
	if !o.WithoutPlans {
		compiler = executable.NewCompiler()
	}
	e := &Engine{
		schema:        schema,
		executable:    executable,
		types:         objectTypesOf(schema),
		documents:     gqldoc.NewDocuments(schema, o.Limits.Limits, o.Introspection, compiler),
		store:         s,
		limits:        o.Limits,
		introspection: o.Introspection,
		unplanned:     o.Unplanned,
		names:         o.Names,
		tracer:        o.Tracer,
		presenter:     presenter{logger: o.Logger},
		memoryBudget:  memory.NewBudget(o.Limits.InFlightBytes, o.Limits.CallerInFlightBytes),
		heap:          memory.NewHeapReleaser(),
		scheduler:     scheduler.New(cmp.Or(o.Processors, runtime.GOMAXPROCS(0))),
	}
	if e.names == nil {
		e.names = operation.NewNames(time.Now, func(string) {})
	}
	if e.unplanned == nil || o.WithoutPlans {
		e.unplanned = func(string) {}
	}
	return e
}

// Limits returns the limits of the engine.
func (e *Engine) Limits() Limits { return e.limits }
