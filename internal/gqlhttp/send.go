package gqlhttp

import (
	"io"
	"net/http"
	"strconv"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/internal/engine"
)

// respond encodes and sends the response of an operation that was executed.
func (e *exchange) respond(resp *response) {
	if resp.data == nil {
		e.respondErrors(http.StatusOK, resp)
		return
	}
	e.setRetryAfter(resp.errors)
	body, err := e.Encode(resp.encode)
	resp.data = nil // frees the tree, which takes more memory than its encoding
	if err != nil {
		e.respondFailure(&engine.Failure{Err: err})
		return
	}
	e.SetUsed(body)
	e.Send(http.StatusOK, e.mediaType, body)
}

// respondErrors encodes and sends a response that has only errors.
func (e *exchange) respondErrors(status int, resp *response) {
	e.setRetryAfter(resp.errors)
	body, failed := e.EncodeErrors(func(w io.Writer, errs gqlerror.List) error {
		return (&response{errors: errs, extensions: resp.extensions}).encode(w)
	}, resp.errors)
	if failed {
		status = http.StatusInternalServerError
	}
	e.Send(status, e.mediaType, body)
}

func (e *exchange) setRetryAfter(errs gqlerror.List) {
	for _, err := range errs {
		if seconds, ok := err.Extensions["retryAfter"].(int); ok {
			e.w.Header().Set("Retry-After", strconv.Itoa(seconds))
		}
	}
}
