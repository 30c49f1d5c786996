// Package gqlhttp serves GraphQL over HTTP.
package gqlhttp

import (
	"net/http"
	"time"

	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/models"
)

// handler is the GraphQL endpoint.
type handler struct{ engine *engine.Engine }

// NewHandler returns a handler that serves GraphQL. The caller of a request is the principal
// in its context.
func NewHandler(e *engine.Engine) http.Handler { return &handler{e} }

// ServeHTTP serves one request according to the draft of the GraphQL over HTTP
// specification.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e := &exchange{Exchange: h.engine.Begin(w, r), limits: h.engine.Limits(), w: w, r: r}
	defer e.End()
	e.mediaType, e.acceptable = negotiate(r)
	if !e.acceptable {
		e.respondError(engine.StatusError{Status: http.StatusNotAcceptable, Err: models.Invalid("", "Send an Accept header that includes %s or %s.", responseType, jsonType)})
		return
	}
	params, err := h.readRequest(e.Exchange, w, r)
	if err != nil {
		e.IgnoreCancellation()
		e.respondError(err)
		return
	}
	start := time.Now()
	op, errs, err := e.Prepare(params.document())
	if err != nil {
		e.respondError(engine.StatusError{Status: http.StatusServiceUnavailable, Err: err})
		return
	}
	if errs != nil {
		e.respondRequestErrors(errs)
		return
	}
	defer e.Start(op.Definition, false, start)()
	e.run(op, params)
}
