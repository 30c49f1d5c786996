package gqlhttp

import (
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/internal/gqldoc"
	"github.com/itemactivity/itemactivity/internal/strictjson"
	"github.com/itemactivity/itemactivity/models"
)

// parameters are the parameters of a request.
type parameters struct {
	query, operationName string
	// variables is an object, or absent.
	variables  strictjson.Value
	extensions map[string]any
	// emptyName is true if operationName is "" in the body. No operation has that name.
	emptyName bool
	// idempotencyKey is the value of the header Idempotency-Key. It may be empty.
	idempotencyKey string
}

// document returns the document that the parameters request.
func (p *parameters) document() gqldoc.Request {
	r := gqldoc.Request{Text: p.query, Variables: p.variables}
	if p.operationName != "" || p.emptyName {
		r.OperationName = &p.operationName
	}
	return r
}

// readRequest reads the parameters of a request.
func (h *handler) readRequest(x *engine.Exchange, w http.ResponseWriter, r *http.Request) (*parameters, error) {
	params := new(parameters)
	var err error
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		err = readQuery(r, params)
	case http.MethodPost:
		err = readBody(x, params)
	default:
		w.Header().Set("Allow", "GET, HEAD, POST")
		err = engine.StatusError{Status: http.StatusMethodNotAllowed, Err: models.Invalid("", "Send GraphQL requests with POST, or queries with GET.")}
	}
	if err != nil {
		return nil, err
	}
	if params.idempotencyKey, err = engine.IdempotencyKey(r.Header); err != nil {
		return nil, err
	}
	return params, h.checkParams(params)
}

// readQuery reads the parameters from the URL of a GET or HEAD request. An empty parameter
// is the same as an absent one.
func readQuery(r *http.Request, params *parameters) error {
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return models.Invalid("", "The URL has a parameter that is not encoded correctly.")
	}
	for _, name := range members {
		if len(q[name]) > 1 {
			return models.Invalid(name, "The URL has the parameter %s more than once.", name)
		}
	}
	params.query, params.operationName = q.Get("query"), q.Get("operationName")
	if params.variables, err = decodeParameter(q, "variables"); err != nil {
		return err
	}
	extensions, err := decodeParameter(q, "extensions")
	if err != nil {
		return err
	}
	params.extensions = extensions.Map()
	if !utf8.ValidString(params.query) || strings.IndexByte(params.query, 0) >= 0 {
		return models.Invalid("query", "The query is not valid UTF-8, or it contains a NUL character.")
	}
	return nil
}

// decodeParameter decodes a parameter of the URL that is a JSON object. The value is absent if the
// parameter is.
func decodeParameter(q url.Values, name string) (strictjson.Value, error) {
	text := q.Get(name)
	if text == "" {
		return strictjson.Value{}, nil
	}
	return decodeStrictly(strictjson.TrimByteOrderMark([]byte(text)), name)
}

func (h *handler) checkParams(params *parameters) error {
	if params.query == "" {
		if _, persisted := params.extensions["persistedQuery"]; persisted {
			return models.Errorf(models.PersistedQueryNotSupported, "query", "PersistedQueryNotSupported")
		}
		return models.Invalid("query", "The request has no query.")
	}
	if n := len(params.query); n > h.engine.Limits().DocumentBytes {
		return engine.StatusError{Status: http.StatusRequestEntityTooLarge, Err: models.Errorf(models.PayloadTooLarge, "query",
			"The document has %d bytes; at most %d are allowed. Send values as variables.", n, h.engine.Limits().DocumentBytes)}
	}
	return nil
}
