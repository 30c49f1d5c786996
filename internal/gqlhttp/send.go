package gqlhttp

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

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
	body := &answer{limit: e.limits.AnswerBytes, room: e.room}
	err := body.encode(resp.encode)
	resp.data = nil // what it was made of takes more memory than its encoding
	switch {
	case err == nil:
		e.room.shrink(body.memory())
		e.send(status, body)
	case errors.Is(err, errAnswerTooLong):
		e.giveUp(tooLong(e.limits))
	default:
		e.giveUp(err)
	}
}

// statusClientClosed is nginx's status for a client that went away, for the log: nobody
// gets it.
const statusClientClosed = 499

// hangUp ends a request whose client is gone. There is no answer, and whatever failed
// since is nobody's fault.
func (e *exchange) hangUp() {
	operation.From(e.ctx).Fail(models.Canceled)
	e.w.WriteHeader(statusClientClosed)
}

// note tells those who watch that the answer is ready, and which errors it has,
// also those that are too many to be sent.
func (e *exchange) note() {
	o := operation.From(e.ctx)
	o.Fail(e.errs.code())
	o.Answered()
}

func (e *exchange) send(status int, body *answer) {
	if errors.Is(e.ctx.Err(), context.Canceled) {
		e.hangUp()
		return
	}
	e.note()
	header := e.w.Header()
	header.Set("Content-Type", e.mediaType+"; charset=utf-8")
	header.Set("Content-Length", strconv.FormatInt(body.size, 10))
	header.Add("Vary", "Accept, Authorization")
	header.Set("Cache-Control", "no-store")
	if e.r.Method != http.MethodPost && status == http.StatusOK {
		// A client may keep an answer that is its own, if it asks again first.
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
	// stallTimeout is how long a client may take nothing of its answer. Answers that
	// nobody reads keep memory from others.
	stallTimeout = 5 * time.Second
	// sendTimeout is how long all of an answer may take. With the time that a request
	// may take it is no longer than a graceful stop waits.
	sendTimeout = 10 * time.Second
)

// send writes the blocks to the client, and frees each as soon as the client's side
// of the connection has it.
func (a *answer) send(w http.ResponseWriter) error {
	defer a.reset()
	control := http.NewResponseController(w)
	end := time.Now().Add(sendTimeout)
	for len(a.blocks) > 0 {
		deadline := time.Now().Add(stallTimeout)
		if deadline.After(end) {
			deadline = end
		}
		// A writer without deadlines, as in a test, has no client that waits.
		if err := control.SetWriteDeadline(deadline); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return err
		}
		b := a.blocks[0]
		if _, err := w.Write(b.bytes[:b.used]); err != nil {
			return err
		}
		a.blocks = a.blocks[1:]
		a.free(b)
	}
	return nil
}
