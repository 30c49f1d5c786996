package graph

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/internal/operation"
	"github.com/itemactivity/itemactivity/models"
)

// write sends an answer as the media type that was negotiated.
func (h *handler) write(w http.ResponseWriter, r *http.Request, status int, resp *graphql.Response) {
	mediaType, _ := negotiate(r)
	body := takeBuffer()
	defer giveBack(body)
	if err := h.encode(body, resp); err != nil {
		h.presenter.logger.ErrorContext(r.Context(), "an answer could not be encoded", "error", err)
		status = http.StatusInternalServerError
		resp = h.exec.DispatchError(r.Context(), gqlerror.List{gqlerror.Wrap(internal(r.Context()))})
		body.Reset()
		_ = h.encode(body, resp)
	}
	note(r, resp)
	header := w.Header()
	header.Set("Content-Type", mediaType+"; charset=utf-8")
	header.Set("Content-Length", strconv.Itoa(body.Len()))
	header.Add("Vary", "Accept, Authorization")
	header.Set("Cache-Control", "no-store")
	if r.Method == http.MethodGet && status == http.StatusOK {
		// A client may keep an answer that is its own, if it asks again first.
		header.Set("Cache-Control", "private, no-cache")
	}
	w.WriteHeader(status)
	if _, err := w.Write(body.Bytes()); err != nil {
		h.presenter.logger.DebugContext(r.Context(), "the client went away", "error", err)
	}
}

// note tells those who watch that the answer is ready, and which errors it has,
// also those that are too many to be sent.
func note(r *http.Request, resp *graphql.Response) {
	o := operation.From(r.Context())
	for _, e := range resp.Errors {
		if code, ok := e.Extensions["code"].(models.Code); ok {
			o.Fail(code)
		}
	}
	o.Answered()
}

// encode writes an answer with its errors first, as the specification asks. The
// data is JSON already, and copied as it is. Without data there is no member
// for it: null would say that the operation ran.
func (h *handler) encode(b *bytes.Buffer, resp *graphql.Response) error {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	next := byte('{')
	member := func(name string, encode func() error) error {
		b.WriteByte(next)
		b.WriteString(`"` + name + `":`)
		next = ','
		return encode()
	}
	if errs := resp.Errors; len(errs) > 0 {
		if err := member("errors", func() error { return e.Encode(errs[:min(len(errs), h.limits.Errors)]) }); err != nil {
			return err
		}
	}
	if len(resp.Data) > 0 {
		if err := member("data", func() error { _, err := b.Write(resp.Data); return err }); err != nil {
			return err
		}
	}
	if len(resp.Extensions) > 0 {
		if err := member("extensions", func() error { return e.Encode(resp.Extensions) }); err != nil {
			return err
		}
	}
	b.WriteString("}\n")
	return nil
}
