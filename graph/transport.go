package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/models"
)

// MaxBodyBytes bounds the body of a request.
const MaxBodyBytes = 1 << 20

// The media types of GraphQL over HTTP. The older one is what a client gets
// that does not ask: under it a request that was refused answers 200, as long
// as it was well-formed.
const (
	jsonType     = "application/json"
	responseType = "application/graphql-response+json"
)

// ServeHTTP answers one request, by the working draft of GraphQL over HTTP.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), RequestTimeout)
	defer cancel()
	ctx = graphql.StartOperationTrace(ctx)
	params, status, err := readRequest(w, r)
	if err != nil {
		h.refuse(ctx, w, r, status, err)
		return
	}
	op, errs := h.exec.CreateOperationContext(ctx, params)
	if errs != nil {
		h.write(w, r, statusOfRefusal(r), h.exec.DispatchError(graphql.WithOperationContext(ctx, op), errs))
		return
	}
	op.DisableIntrospection = false
	if r.Method == http.MethodGet && op.Operation.Operation != ast.Query {
		w.Header().Set("Allow", http.MethodPost)
		h.refuse(ctx, w, r, http.StatusMethodNotAllowed, models.Invalid("query", "GET is for queries; send a %s by POST.", op.Operation.Operation))
		return
	}
	h.write(w, r, http.StatusOK, h.execute(ctx, op))
}

func (h *handler) execute(ctx context.Context, op *graphql.OperationContext) *graphql.Response {
	ctx, end := h.store.Snapshot(ctx)
	defer end()
	ctx, replayed := withReplays(ctx)
	respond, ctx := h.exec.DispatchOperation(ctx, op)
	resp := respond(ctx)
	if resp == nil {
		// gqlgen answers nothing once the request's time is over.
		return h.exec.DispatchError(ctx, gqlerror.List{gqlerror.Wrap(ctx.Err())})
	}
	replayed.extend(resp)
	return resp
}

// readRequest reads a request's parameters. An error comes with its status.
func readRequest(w http.ResponseWriter, r *http.Request) (*graphql.RawParams, int, error) {
	params := &graphql.RawParams{Headers: r.Header}
	switch r.Method {
	case http.MethodGet:
		q := r.URL.Query()
		params.Query, params.OperationName = q.Get("query"), q.Get("operationName")
		if v := q.Get("variables"); v != "" {
			if err := decode(strings.NewReader(v), &params.Variables); err != nil {
				return nil, http.StatusBadRequest, models.Invalid("variables", "variables is not a JSON object.")
			}
		}
	case http.MethodPost:
		if status, err := readBody(w, r, params); err != nil {
			return nil, status, err
		}
	default:
		w.Header().Set("Allow", "GET, POST")
		return nil, http.StatusMethodNotAllowed, models.Invalid("", "Send GraphQL by POST, or a query by GET.")
	}
	if params.Query == "" {
		return nil, http.StatusBadRequest, models.Invalid("query", "The request has no query.")
	}
	return params, 0, nil
}

func readBody(w http.ResponseWriter, r *http.Request, params *graphql.RawParams) (int, error) {
	mediaType, options, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	charset := options["charset"]
	if err != nil || mediaType != jsonType || charset != "" && !strings.EqualFold(charset, "utf-8") {
		return http.StatusUnsupportedMediaType, models.Invalid("", "Send the request as JSON, with the header Content-Type: application/json.")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBodyBytes))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return http.StatusRequestEntityTooLarge, models.Errorf(models.PayloadTooLarge, "", "The request has more than %d bytes.", MaxBodyBytes)
	case err != nil:
		return http.StatusBadRequest, models.Invalid("", "The request's body ended too soon.")
	case !utf8.Valid(body):
		return http.StatusBadRequest, models.Invalid("", "The request is not valid UTF-8.")
	}
	if err := decode(bytes.NewReader(body), params); err != nil {
		return http.StatusBadRequest, models.Invalid("", "The request is not a JSON object with a query, and optional variables, operationName and extensions.")
	}
	return 0, nil
}

// decode reads exactly one JSON value, and keeps numbers as they are written.
func decode(r io.Reader, into any) error {
	d := json.NewDecoder(r)
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one JSON value")
	}
	return nil
}

// refuse answers what never came to be an operation.
func (h *handler) refuse(ctx context.Context, w http.ResponseWriter, r *http.Request, status int, err error) {
	h.write(w, r, status, h.exec.DispatchError(ctx, gqlerror.List{gqlerror.Wrap(err)}))
}

func accepts(r *http.Request) string {
	for _, accept := range r.Header.Values("Accept") {
		if strings.Contains(accept, responseType) {
			return responseType
		}
	}
	return jsonType
}

func statusOfRefusal(r *http.Request) int {
	if accepts(r) == responseType {
		return http.StatusBadRequest
	}
	return http.StatusOK
}

// write sends an answer. One that has only errors has no data member: null
// there would say that the operation ran.
func (h *handler) write(w http.ResponseWriter, r *http.Request, status int, resp *graphql.Response) {
	body := struct {
		Errors     gqlerror.List   `json:"errors,omitempty"`
		Data       json.RawMessage `json:"data,omitempty"`
		Extensions map[string]any  `json:"extensions,omitempty"`
	}{resp.Errors, resp.Data, resp.Extensions}
	w.Header().Set("Content-Type", accepts(r)+"; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	if err := e.Encode(body); err != nil {
		h.present.logger.DebugContext(r.Context(), "the client went away", "error", err)
	}
}
