// Package graph speaks GraphQL.
package graph

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/itemactivity/itemactivity/internal/operation"
	"github.com/itemactivity/itemactivity/internal/requestid"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/models"
)

// Options are how an endpoint behaves.
type Options struct {
	Limits Limits
	// Introspection lets clients read the schema, and be told what they may
	// have meant.
	Introspection bool
	// Names are the operations that traces and metrics tell apart; nil is a table
	// of the handler's own.
	Names *operation.Names
	// Tracer makes a span of each operation; nil makes none.
	Tracer trace.Tracer
	// Logger gets the faults that clients are told nothing of.
	Logger *slog.Logger
}

// handler answers GraphQL requests over HTTP.
type handler struct {
	exec          *executor.Executor
	documents     *documents
	store         *store.Store
	limits        Limits
	introspection bool
	names         *operation.Names
	tracer        trace.Tracer
	presenter     presenter
}

// NewHandler returns the GraphQL endpoint over a store. It takes the caller
// from the request's context.
func NewHandler(s *store.Store, o Options) http.Handler {
	schema := NewExecutableSchema(Config{
		Resolvers: &Resolver{Store: s}, Directives: DirectiveRoot{Scope: requireScope},
	})
	h := &handler{
		exec: executor.New(schema),
		documents: &documents{
			schema: schema.Schema(), limits: o.Limits, suggestions: o.Introspection, cache: newDocumentCache(),
		},
		store:         s,
		limits:        o.Limits,
		introspection: o.Introspection,
		names:         o.Names,
		tracer:        o.Tracer,
		presenter:     presenter{logger: o.Logger},
	}
	if h.names == nil {
		h.names = operation.NewNames(time.Now, func(string) {})
	}
	if h.tracer == nil {
		h.tracer = noop.NewTracerProvider().Tracer("")
	}
	h.exec.SetErrorPresenter(h.presenter.present)
	h.exec.SetRecoverFunc(h.presenter.recovered)
	return h
}

// ServeHTTP answers one request, by the working draft of GraphQL over HTTP.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), h.limits.Time)
	defer cancel()
	mediaType, ok := negotiate(r)
	if !ok {
		h.refuse(ctx, w, r, refusal{http.StatusNotAcceptable, models.Invalid("", "The answer is %s or %s: accept one of them.", responseType, jsonType)})
		return
	}
	params, err := h.readRequest(w, r)
	if err != nil {
		h.refuse(ctx, w, r, err)
		return
	}
	start := time.Now()
	ctx, op, errs := h.prepare(ctx, params)
	if errs == nil {
		var end func()
		ctx, end = h.observe(ctx, op, start)
		defer end()
	}
	switch {
	case errs != nil && mediaType == responseType:
		h.write(w, r, http.StatusBadRequest, h.exec.DispatchError(ctx, errs))
	case errs != nil:
		h.write(w, r, http.StatusOK, h.exec.DispatchError(ctx, errs))
	case r.Method == http.MethodGet && op.Operation.Operation != ast.Query:
		w.Header().Set("Allow", http.MethodPost)
		h.refuse(ctx, w, r, refusal{http.StatusMethodNotAllowed, models.Invalid("query", "GET is for queries; send a %s by POST.", op.Operation.Operation)})
	case op.Operation.Operation == ast.Mutation && h.store.Full():
		w.Header().Set("Retry-After", "1")
		h.refuse(ctx, w, r, refusal{http.StatusServiceUnavailable, store.ErrBusy})
	default:
		if err := h.store.RememberCaller(ctx); err != nil {
			// What can be read without a write is still answered.
			h.presenter.logger.WarnContext(ctx, "the caller could not be remembered", "request_id", requestid.From(ctx), "error", err)
		}
		h.write(w, r, http.StatusOK, h.execute(ctx, op))
	}
}

func (h *handler) execute(ctx context.Context, op *graphql.OperationContext) *graphql.Response {
	ctx, end := h.store.Snapshot(ctx)
	defer end()
	ctx, replayed := withReplays(ctx)
	meter := &meter{limit: h.limits.AnswerBytes}
	op.ResolverMiddleware = meter.measure
	respond, ctx := h.exec.DispatchOperation(ctx, op)
	resp := respond(ctx)
	switch {
	case meter.exceeded():
		return h.giveUp(ctx, meter)
	case resp == nil:
		// gqlgen answers nothing once the request's time is over.
		return h.exec.DispatchError(ctx, gqlerror.List{gqlerror.Wrap(ctx.Err())})
	}
	replayed.extend(resp)
	extendWithCost(ctx, resp)
	return resp
}

// aroundMutation gives each field of a mutation a snapshot of its own, which
// begins with the first read below the field and so after the field's commit, and
// tells the client if the field was a repetition.
func (h *handler) aroundMutation(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
	if graphql.GetOperationContext(ctx).Operation.Operation != ast.Mutation {
		return next(ctx)
	}
	ctx, end := h.store.Snapshot(ctx)
	defer end()
	attempt := attemptOf(ctx)
	answer := next(store.WithAttempt(ctx, attempt))
	replaysOf(ctx).note(fieldName(ctx), attempt)
	return answer
}

// refuse answers what never came to be an operation.
func (h *handler) refuse(ctx context.Context, w http.ResponseWriter, r *http.Request, err error) {
	status := http.StatusBadRequest
	if refused, ok := errors.AsType[refusal](err); ok {
		status = refused.status
	}
	h.write(w, r, status, h.exec.DispatchError(ctx, gqlerror.List{gqlerror.Wrap(err)}))
}

// SDL returns the schema in the schema definition language.
func SDL() string {
	var b strings.Builder
	formatter.NewFormatter(&b, formatter.WithIndent("  ")).FormatSchema(NewExecutableSchema(Config{}).Schema())
	return b.String()
}
