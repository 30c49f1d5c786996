package gqlhttp

import (
	"cmp"
	"context"
	"errors"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqldoc/cost"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/memory"
	"github.com/itemactivity/itemactivity/models"
)

// exchange is one request and its response.
type exchange struct {
	*handler
	ctx context.Context
	w   http.ResponseWriter
	r   *http.Request
	// mediaType is the media type of the response. acceptable is false if the client
	// accepts none of the media types that the server can send.
	mediaType  string
	acceptable bool
	errs       *errorList
	memory     *memory.Reservation
}

func (h *handler) exchange(ctx context.Context, w http.ResponseWriter, r *http.Request) *exchange {
	caller := ""
	if p := auth.FromContext(ctx); p != nil {
		caller = p.Key()
	}
	e := &exchange{
		handler: h, ctx: ctx, w: w, r: r, errs: &errorList{presenter: h.presenter, limit: h.limits.Errors},
		memory: h.memoryBudget.Reservation(ctx, caller),
	}
	e.mediaType, e.acceptable = negotiate(r)
	return e
}

// respondError sends a response with one error and without data. The status is that of the
// statusError, or 400 for any other error.
func (e *exchange) respondError(err error) {
	status := http.StatusBadRequest
	if withStatus, ok := errors.AsType[statusError](err); ok {
		status = withStatus.status
	}
	e.respond(status, e.failed(e.ctx, e.errs, err))
}

// respondRequestErrors sends the errors of an invalid document or of invalid variables.
func (e *exchange) respondRequestErrors(errs gqlerror.List) {
	status := http.StatusOK
	if e.mediaType == responseType {
		status = http.StatusBadRequest
	}
	causes := make([]error, len(errs))
	for i, err := range errs {
		causes[i] = err
	}
	e.respond(status, e.failed(e.ctx, e.errs, causes...))
}

// runMutation executes a mutation and sends its response. The method must be POST.
func (e *exchange) runMutation(op *graphql.OperationContext, params *parameters, estimated cost.Estimate) {
	if e.r.Method != http.MethodPost {
		e.w.Header().Set("Allow", http.MethodPost)
		e.respondError(statusError{http.StatusMethodNotAllowed, models.Invalid("query", "GET requests execute only queries. Send a mutation with POST.")})
		return
	}
	// A busy store rejects the whole request here. Each root field calls Mutate again,
	// within this call, and is not rejected.
	if err := e.store.Mutate(e.ctx, nil, func(ctx context.Context) error {
		e.ctx = ctx
		e.run(op, params, estimated)
		return nil
	}); err != nil {
		e.respondError(statusError{http.StatusServiceUnavailable, err})
	}
}

// run executes an operation and sends its response.
func (e *exchange) run(op *graphql.OperationContext, params *parameters, estimated cost.Estimate) {
	if err := e.memory.Reserve(estimated.Memory()); err != nil {
		e.respondError(statusError{http.StatusServiceUnavailable, err})
		return
	}
	resp, err := e.resolve(op, estimated.Cost)
	if err != nil {
		e.respondInstead(err)
		return
	}
	resp.addCost(params, estimated.Cost, e.limits.Complexity)
	e.respond(http.StatusOK, resp)
}

// resolve executes an operation. It holds a slot of the scheduler and, for a query, a view
// of the store. It releases both before the response is sent, so that a slow client does
// not delay other requests.
func (e *exchange) resolve(op *graphql.OperationContext, cost int) (resp *response, err error) {
	slot, err := e.scheduler.Acquire(e.ctx, op.Operation.Operation, cost)
	if err != nil {
		return nil, err
	}
	defer slot.Release()
	mutation := mutation{store: e.store}
	op.RootResolverMiddleware = mutation.rootMiddleware(op.Operation.Operation)
	limit := &responseLimit{op: op, types: e.types, limits: e.limits, memory: e.memory, slot: slot}
	op.ResolverMiddleware = limit.resolve
	if op.Operation.Operation == ast.Mutation {
		resp = e.execute(e.ctx, op, e.errs)
	} else {
		err = e.store.View(e.ctx, func(ctx context.Context) error {
			resp = e.execute(ctx, op, e.errs)
			return nil
		})
	}
	if err := cmp.Or(err, limit.err()); err != nil {
		return nil, err
	}
	resp.addReplays(mutation.replayed)
	return resp, nil
}

// respondInstead sends an error instead of a response that was aborted.
func (e *exchange) respondInstead(cause error) {
	status := http.StatusOK
	if e, ok := errors.AsType[*models.Error](cause); ok && e.Code == models.Unavailable {
		status = http.StatusServiceUnavailable
	}
	e.errs = &errorList{presenter: e.presenter, limit: e.limits.Errors}
	e.memory.SetUsed(0)
	e.respondError(statusError{status, cause})
}
