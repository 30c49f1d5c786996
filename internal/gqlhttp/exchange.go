package gqlhttp

import (
	"context"
	"errors"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqldoc/cost"
	"github.com/itemactivity/itemactivity/models"
)

// exchange is one request and its answer.
type exchange struct {
	*handler
	ctx context.Context
	w   http.ResponseWriter
	r   *http.Request
	// mediaType is that of the answer; accepts is false if the client takes none.
	mediaType string
	accepts   bool
	errs      *errorList
	room      *room
}

func (h *handler) exchange(ctx context.Context, w http.ResponseWriter, r *http.Request) *exchange {
	caller := ""
	if p := auth.FromContext(ctx); p != nil {
		caller = p.Key()
	}
	e := &exchange{
		handler: h, ctx: ctx, w: w, r: r, errs: &errorList{presenter: h.presenter, limit: h.limits.Errors},
		room: newRoom(ctx, h.budget, caller, h.most),
	}
	e.mediaType, e.accepts = negotiate(r)
	return e
}

// refuse answers what is not executed.
func (e *exchange) refuse(err error) {
	status := http.StatusBadRequest
	if refused, ok := errors.AsType[refusal](err); ok {
		status = refused.status
	}
	e.respond(status, e.failed(e.ctx, e.errs, err))
}

// refuseDocument answers a document that cannot be executed, or its variables.
func (e *exchange) refuseDocument(errs gqlerror.List) {
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

// run executes an operation and sends what it answers.
func (e *exchange) run(op *graphql.OperationContext, params *parameters, estimated cost.Estimate) {
	resp, err := e.resolve(op, estimated.Cost)
	if err != nil {
		e.giveUp(err)
		return
	}
	resp.extendWithCost(params, estimated.Cost, e.limits.Complexity)
	e.respond(http.StatusOK, resp)
}

// resolve executes an operation in its turn and in one snapshot. Both have ended when it
// returns: the client may take its time over the answer, and keeps nobody waiting.
func (e *exchange) resolve(op *graphql.OperationContext, cost int) (*response, error) {
	turn, err := e.turns.begin(e.ctx, op.Operation.Operation, cost)
	if err != nil {
		return nil, err
	}
	defer turn.end()
	ctx, end := e.store.Snapshot(e.ctx)
	defer end()
	ctx, replayed := withReplays(ctx)
	m := &meter{op: op, types: e.types, limits: e.limits, room: e.room, turn: turn}
	op.ResolverMiddleware = m.measure
	resp := e.execute(ctx, op, e.errs)
	if cause := m.cause(); cause != nil {
		return nil, cause
	}
	replayed.extend(resp)
	return resp, nil
}

// giveUp answers with an error instead of what was made so far.
func (e *exchange) giveUp(cause error) {
	status := http.StatusOK
	if refused, ok := errors.AsType[*models.Error](cause); ok && refused.Code == models.Unavailable {
		status = http.StatusServiceUnavailable
	}
	e.errs = &errorList{presenter: e.presenter, limit: e.limits.Errors}
	e.room.shrink(0)
	e.refuse(refusal{status, cause})
}

// maxErrorBytes bounds an answer without data. Its few errors repeat parts of the
// document.
const maxErrorBytes = 4 << 20

// respondWithoutData needs no room: it is what is said where there is none.
func (e *exchange) respondWithoutData(status int, resp *response) {
	body := &answer{limit: maxErrorBytes, room: newRoom(e.ctx, nil, "", 0)}
	if err := body.encode(resp.encode); err != nil {
		e.presenter.logger.ErrorContext(e.ctx, "an answer could not be encoded", "error", err)
		status = http.StatusInternalServerError
		_ = body.encode(e.failed(e.ctx, &errorList{presenter: e.presenter, limit: 1}, internal(e.ctx)).encode) // it is short
	}
	e.send(status, body)
}
