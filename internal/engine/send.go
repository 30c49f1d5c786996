package engine

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/internal/engine/memory"
	"github.com/itemactivity/itemactivity/internal/telemetry/operation"
	"github.com/itemactivity/itemactivity/models"
)

// Encode encodes a response body with the data of a result. It returns an error if the body
// is larger than the limit of the response size, if no memory is free for it, or if the
// function write returns one.
func (x *Exchange) Encode(write func(io.Writer) error) (*Body, error) {
	body := &Body{limit: x.engine.limits.ResponseBytes, memory: x.memory}
	if err := body.encode(write); err != nil {
		if errors.Is(err, errResponseTooLarge) {
			err = tooLarge(x.engine.limits)
		}
		return nil, err
	}
	return body, nil
}

// SetUsed frees the memory that was reserved for the data of a result, except for its
// encoded body.
func (x *Exchange) SetUsed(body *Body) { x.memory.SetUsed(body.allocated()) }

// maxErrorBytes limits the size of a response without data. Its errors may quote parts of
// the document.
const maxErrorBytes = 4 << 20

// EncodeErrors encodes a response body that has only errors. It reserves no memory, because
// the error may be that no memory is free. If the errors cannot be encoded, it encodes an
// INTERNAL error, and failed is true.
func (x *Exchange) EncodeErrors(encode func(io.Writer, gqlerror.List) error, errs gqlerror.List) (body *Body, failed bool) {
	body = &Body{limit: maxErrorBytes, memory: memory.Unlimited()}
	err := body.encode(func(w io.Writer) error { return encode(w, errs) })
	if err == nil {
		return body, false
	}
	x.engine.presenter.logger.ErrorContext(x.ctx, "a response could not be encoded", "error", err)
	internal := x.engine.present(x.ctx, &errorList{presenter: x.engine.presenter, limit: 1}, internalError(x.ctx))
	_ = body.encode(func(w io.Writer) error { return encode(w, internal) }) // it is short
	return body, true
}

// statusClientClosed is the nonstandard status that nginx logs if the client closed the
// connection. No client receives it.
const statusClientClosed = 499

// recordCancellation records that the client closed the connection before the response
// was sent.
func (x *Exchange) recordCancellation() {
	operation.From(x.ctx).Fail(models.Canceled)
	x.w.WriteHeader(statusClientClosed)
}

// recordResult records for telemetry that the response is ready, with its most severe error
// code. The code may be that of an error beyond the limit of errors.
func (x *Exchange) recordResult() {
	o := operation.From(x.ctx)
	o.Fail(x.errs.code())
	o.Answered()
}

// Send sends a response with its headers. mediaType is a type of JSON.
func (x *Exchange) Send(status int, mediaType string, body *Body) {
	if errors.Is(x.ctx.Err(), context.Canceled) {
		x.recordCancellation()
		return
	}
	x.recordResult()
	header := x.w.Header()
	header.Set("Content-Type", mediaType+"; charset=utf-8")
	header.Set("Content-Length", strconv.FormatInt(body.size, 10))
	header.Add("Vary", "Accept, Authorization")
	header.Set("Cache-Control", "no-store")
	if (x.r.Method == http.MethodGet || x.r.Method == http.MethodHead) && status == http.StatusOK {
		// A client may cache its own response if it revalidates it.
		header.Set("Cache-Control", "private, no-cache")
	}
	x.w.WriteHeader(status)
	if x.r.Method == http.MethodHead {
		return
	}
	if err := body.send(x.w); err != nil {
		x.engine.presenter.logger.DebugContext(x.ctx, "the response could not be sent", "error", err)
	}
}

// SendEmpty sends a response without a body.
func (x *Exchange) SendEmpty(status int) {
	if errors.Is(x.ctx.Err(), context.Canceled) {
		x.recordCancellation()
		return
	}
	x.recordResult()
	header := x.w.Header()
	header.Add("Vary", "Accept, Authorization")
	header.Set("Cache-Control", "no-store")
	x.w.WriteHeader(status)
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
func (b *Body) send(w http.ResponseWriter) error {
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
