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
	body := &responseBody{limit: e.limits.AnswerBytes, memory: e.memory}
	err := body.encode(resp.encode)
	resp.data = nil // the tree takes more memory than its encoding
	switch {
	case err == nil:
		e.memory.SetUsed(body.allocated())
		e.send(status, body)
	case errors.Is(err, errResponseTooLong):
		e.respondInstead(tooLong(e.limits))
	default:
		e.respondInstead(err)
	}
}

// statusClientClosed is nginx's status for a client that closed the connection. It is
// for the log; no client receives it.
const statusClientClosed = 499

// recordCancellation records that the client closed the connection. There is no response.
func (e *exchange) recordCancellation() {
	operation.From(e.ctx).Fail(models.Canceled)
	e.w.WriteHeader(statusClientClosed)
}

// recordResult records for telemetry that the response is ready, and the worst of its
// errors, also if that is not sent because there are too many.
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
		e.presenter.logger.DebugContext(e.ctx, "the client did not take its answer", "error", err)
	}
}

const (
	// stallTimeout is how long a client may read nothing of its response. A response that
	// nobody reads keeps memory from other requests.
	stallTimeout = 5 * time.Second
	// sendTimeout is how long sending a response may take. Together with the time limit of
	// a request it is not longer than a graceful shutdown waits.
	sendTimeout = 10 * time.Second
)

// send writes the blocks to the client, and frees each as soon as it is written.
func (b *responseBody) send(w http.ResponseWriter) error {
	defer b.reset()
	control := http.NewResponseController(w)
	end := time.Now().Add(sendTimeout)
	for len(b.blocks) > 0 {
		deadline := time.Now().Add(stallTimeout)
		if deadline.After(end) {
			deadline = end
		}
		// A writer without deadlines, as in a test, has no client that waits.
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

// maxErrorBytes limits a response without data. Its few errors quote parts of the
// document.
const maxErrorBytes = 4 << 20

// respondWithoutData encodes and sends a response of errors. It reserves no memory, as it
// also reports that there is none.
func (e *exchange) respondWithoutData(status int, resp *response) {
	body := &responseBody{limit: maxErrorBytes, memory: memory.Unlimited()}
	if err := body.encode(resp.encode); err != nil {
		e.presenter.logger.ErrorContext(e.ctx, "an answer could not be encoded", "error", err)
		status = http.StatusInternalServerError
		_ = body.encode(e.failed(e.ctx, &errorList{presenter: e.presenter, limit: 1}, internalError(e.ctx)).encode) // it is short
	}
	e.send(status, body)
}
