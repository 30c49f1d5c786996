package gqlhttp

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/itemactivity/itemactivity/internal/gqlhttp/memory"
	"github.com/itemactivity/itemactivity/internal/telemetry/operation"
	"github.com/itemactivity/itemactivity/models"
)

// respond encodes and sends a response.
func (e *exchange) respond(status int, resp *response) {
	for _, err := range resp.errors {
		if seconds, ok := err.Extensions["retryAfter"].(int); ok {
			e.w.Header().Set("Retry-After", strconv.Itoa(seconds))
		}
	}
	if resp.data == nil {
		e.respondWithoutData(status, resp)
		return
	}
	body := &responseBody{limit: e.limits.ResponseBytes, memory: e.memory}
	err := body.encode(resp.encode)
	resp.data = nil // frees the tree, which takes more memory than its encoding
	switch {
	case err == nil:
		e.memory.SetUsed(body.allocated())
		e.send(status, body)
	case errors.Is(err, errResponseTooLarge):
		e.respondInstead(tooLarge(e.limits))
	default:
		e.respondInstead(err)
	}
}

// statusClientClosed is the nonstandard status that nginx logs if the client closed the
// connection. No client receives it.
const statusClientClosed = 499

// recordCancellation records that the client closed the connection before the response
// was sent.
func (e *exchange) recordCancellation() {
	operation.From(e.ctx).Fail(models.Canceled)
	e.w.WriteHeader(statusClientClosed)
}

// recordResult records for telemetry that the response is ready, with its most severe error
// code. The code may be that of an error beyond the limit of errors.
func (e *exchange) recordResult() {
	o := operation.From(e.ctx)
	o.Fail(e.errs.code())
	o.Answered()
}

// send sends a response with its headers.
func (e *exchange) send(status int, body *responseBody) {
	if errors.Is(e.ctx.Err(), context.Canceled) {
		e.recordCancellation()
		return
	}
	e.recordResult()
	header := e.w.Header()
	header.Set("Content-Type", e.mediaType+"; charset=utf-8")
	header.Set("Content-Length", strconv.FormatInt(body.size, 10))
	header.Add("Vary", "Accept, Authorization")
	header.Set("Cache-Control", "no-store")
	if e.r.Method != http.MethodPost && status == http.StatusOK {
		// A client may cache its own response if it revalidates it.
		header.Set("Cache-Control", "private, no-cache")
	}
	e.w.WriteHeader(status)
	if e.r.Method == http.MethodHead {
		return
	}
	if err := body.send(e.w); err != nil {
		e.presenter.logger.DebugContext(e.ctx, "the response could not be sent", "error", err)
	}
}

const (
	// stallTimeout is how long a client may read nothing of its response. A response that
	// is not read occupies memory that other requests need.
	stallTimeout = 5 * time.Second
	// sendTimeout limits the time to send a response. Together with the default time limit
	// of a request, it is not longer than the timeout of a graceful shutdown.
	sendTimeout = 10 * time.Second
)

// send writes the blocks to the client. It frees each block as soon as it is written.
func (b *responseBody) send(w http.ResponseWriter) error {
	defer b.reset()
	control := http.NewResponseController(w)
	end := time.Now().Add(sendTimeout)
	for len(b.blocks) > 0 {
		deadline := time.Now().Add(stallTimeout)
		if deadline.After(end) {
			deadline = end
		}
		// A test's response writer has no deadlines.
		if err := control.SetWriteDeadline(deadline); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return err
		}
		first := b.blocks[0]
		if _, err := w.Write(first.bytes[:first.used]); err != nil {
			return err
		}
		b.blocks = b.blocks[1:]
		b.free(first)
	}
	return nil
}

// maxErrorBytes limits the size of a response without data. Its errors may quote parts of
// the document.
const maxErrorBytes = 4 << 20

// respondWithoutData encodes and sends a response that has only errors. It reserves no
// memory, because the error may be that no memory is free.
func (e *exchange) respondWithoutData(status int, resp *response) {
	body := &responseBody{limit: maxErrorBytes, memory: memory.Unlimited()}
	if err := body.encode(resp.encode); err != nil {
		e.presenter.logger.ErrorContext(e.ctx, "a response could not be encoded", "error", err)
		status = http.StatusInternalServerError
		_ = body.encode(e.failed(e.ctx, &errorList{presenter: e.presenter, limit: 1}, internalError(e.ctx)).encode) // it is short
	}
	e.send(status, body)
}
