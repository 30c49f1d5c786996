package gqlhttp

import (
	"net/http"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/internal/gqldoc"
	"github.com/itemactivity/itemactivity/models"
)

// exchange is one request and its response.
type exchange struct {
	*engine.Exchange
	limits engine.Limits
	w      http.ResponseWriter
	r      *http.Request
	// mediaType is the media type of the response. acceptable is false if the client
	// accepts none of the media types that the server can send.
	mediaType  string
	acceptable bool
}

// respondError sends a response with one error and without data. The status is that of the
// StatusError, or 400 for any other error.
func (e *exchange) respondError(err error) {
	e.respondErrors(engine.StatusOf(err), &response{errors: e.Present(err)})
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
	e.respondErrors(status, &response{errors: e.Present(causes...)})
}

// run executes an operation and sends its response. The method of a mutation must be POST.
func (e *exchange) run(op *gqldoc.Operation, params *parameters) {
	if op.Definition.Operation == ast.Mutation && e.r.Method != http.MethodPost {
		e.w.Header().Set("Allow", http.MethodPost)
		e.respondError(engine.StatusError{Status: http.StatusMethodNotAllowed, Err: models.Invalid("query", "GET requests execute only queries. Send a mutation with POST.")})
		return
	}
	e.Execute(engine.Execution{Operation: op, IdempotencyKey: params.idempotencyKey}, func(result *engine.Result, failure *engine.Failure) {
		if failure != nil {
			e.respondFailure(failure)
			return
		}
		resp := &response{errors: result.Errors, data: result.Data}
		resp.addReplays(result.Replayed)
		resp.addCost(params, op.Estimate.Cost, e.limits.Complexity)
		e.respond(resp)
	})
}

// respondFailure sends an error instead of a result.
func (e *exchange) respondFailure(f *engine.Failure) {
	status := http.StatusOK
	if f.Unavailable() {
		status = http.StatusServiceUnavailable
	}
	e.Abort()
	e.respondError(engine.StatusError{Status: status, Err: f.Err})
}
