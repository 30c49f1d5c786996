package engine

import (
	"context"
	"net/http"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/engine/memory"
)

// Exchange is one request and its response. A front reads the request, prepares and
// executes one operation, and sends one response.
type Exchange struct {
	engine *Engine
	ctx    context.Context
	w      http.ResponseWriter
	r      *http.Request
	errs   *errorList
	memory *memory.Reservation
	cancel context.CancelFunc
}

// Begin begins an exchange. Its time limit starts now. The caller is the principal in the
// context of the request. End must be called after the response was sent.
func (e *Engine) Begin(w http.ResponseWriter, r *http.Request) *Exchange {
	ctx, cancel := context.WithTimeout(r.Context(), e.limits.Time)
	caller := ""
	if p := auth.FromContext(ctx); p != nil {
		caller = p.Key()
	}
	return &Exchange{
		engine: e, ctx: ctx, cancel: cancel, w: w, r: r,
		errs: newErrorList(e), memory: e.memoryBudget.Reservation(ctx, caller),
	}
}

func newErrorList(e *Engine) *errorList {
	return &errorList{presenter: e.presenter, limit: e.limits.Errors}
}

// End returns the memory of the exchange.
func (x *Exchange) End() {
	all := x.engine.memoryBudget.Held()
	x.engine.heap.RequestEnded(max(x.memory.Close(), all))
	x.cancel()
}

// IgnoreCancellation must be called if the request could not be read. net/http cancels the
// context of a request whose body it could not read, even if the client still waits for the
// response.
func (x *Exchange) IgnoreCancellation() { x.ctx = context.WithoutCancel(x.ctx) }

// Present returns the errors of a response for causes, up to the limit of errors. It logs
// the causes that are hidden from clients.
func (x *Exchange) Present(causes ...error) gqlerror.List {
	return x.engine.present(x.ctx, x.errs, causes...)
}

// Abort forgets all errors so far and the memory in use, because another response is sent
// instead of the one that was begun.
func (x *Exchange) Abort() {
	x.errs = newErrorList(x.engine)
	x.memory.SetUsed(0)
}
