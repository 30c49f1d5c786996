package gqlhttp

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"

	"github.com/itemactivity/itemactivity/internal/gqldoc"
	"github.com/itemactivity/itemactivity/models"
)

// refusal is an error with the status that it has in HTTP.
type refusal struct {
	status int
	error
}

func (r refusal) Unwrap() error { return r.error }

// parameters are those of a request.
type parameters struct {
	graphql.RawParams
	// emptyName is true if the body names the operation "". No operation has that name, and
	// gqlgen takes it for none.
	emptyName bool
}

// request returns the parameters as gqldoc has them.
func (p *parameters) request() gqldoc.Request {
	r := gqldoc.Request{Text: p.Query, Variables: p.Variables}
	if p.OperationName != "" || p.emptyName {
		r.OperationName = &p.OperationName
	}
	return r
}

// readRequest reads the parameters of a request.
func (h *handler) readRequest(w http.ResponseWriter, r *http.Request, memory *room) (*parameters, error) {
	params := &parameters{RawParams: graphql.RawParams{Headers: r.Header}}
	var err error
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		err = readQuery(r, params)
	case http.MethodPost:
		err = h.readBody(w, r, params, memory)
	default:
		w.Header().Set("Allow", "GET, HEAD, POST")
		err = refusal{http.StatusMethodNotAllowed, models.Invalid("", "Send GraphQL by POST, or a query by GET.")}
	}
	if err != nil {
		return nil, err
	}
	if err := checkIdempotencyKey(r); err != nil {
		return nil, refusal{http.StatusBadRequest, err}
	}
	return params, h.checkParams(params)
}

// readQuery reads what a GET has in its URL. An empty parameter is one that is not
// there.
func readQuery(r *http.Request, params *parameters) error {
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return refusal{http.StatusBadRequest, models.Invalid("", "The URL has a parameter that is not encoded rightly.")}
	}
	for _, name := range members {
		if len(q[name]) > 1 {
			return refusal{http.StatusBadRequest, models.Invalid(name, "The URL has the parameter %s more than once.", name)}
		}
	}
	params.Query, params.OperationName = q.Get("query"), q.Get("operationName")
	for name, into := range map[string]*map[string]any{"variables": &params.Variables, "extensions": &params.Extensions} {
		text := q.Get(name)
		if text == "" {
			continue
		}
		var err error
		if *into, err = decodeStrictly(withoutMark([]byte(text)), name); err != nil {
			return refusal{http.StatusBadRequest, err}
		}
	}
	if !utf8.ValidString(params.Query) || strings.IndexByte(params.Query, 0) >= 0 {
		return refusal{http.StatusBadRequest, models.Invalid("query", "The query is not valid UTF-8 without NUL.")}
	}
	return nil
}

// readBody reads what a POST has in its body.
func (h *handler) readBody(w http.ResponseWriter, r *http.Request, params *parameters, memory *room) error {
	for _, name := range []string{"Content-Type", "Content-Encoding"} {
		if len(r.Header.Values(name)) > 1 {
			return refusal{http.StatusUnsupportedMediaType, models.Invalid(name, "The request has more than one header %s.", name)}
		}
	}
	mediaType, options, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || mediaType != jsonType || !isUTF8(options["charset"]) {
		return refusal{http.StatusUnsupportedMediaType, models.Invalid("", "Send the request as JSON in UTF-8, with the header Content-Type: application/json.")}
	}
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return refusal{http.StatusUnsupportedMediaType, models.Invalid("", "Send the request as it is: a compressed body is not read.")}
	}
	body := takeBuffer()
	defer giveBack(body)
	_, err = body.ReadFrom(&roomReader{Reader: http.MaxBytesReader(w, r.Body, h.limits.BodyBytes), room: memory, small: smallBody})
	var tooLarge *http.MaxBytesError
	switch {
	case errors.Is(err, errNoMoreRoom):
		return refusal{http.StatusServiceUnavailable, errNoRoom}
	case errors.As(err, &tooLarge):
		return refusal{http.StatusRequestEntityTooLarge, models.Errorf(models.PayloadTooLarge, "", "The request has more than %d bytes.", h.limits.BodyBytes)}
	case errors.Is(err, os.ErrDeadlineExceeded):
		return refusal{http.StatusRequestTimeout, models.Invalid("", "The request took too long to arrive.")}
	case err != nil:
		return refusal{http.StatusBadRequest, models.Invalid("", "The request ended too soon.")}
	}
	if err := memory.reserve(int64(body.Len()) * decodedBytes); err != nil {
		return refusal{http.StatusServiceUnavailable, err}
	}
	sent, err := decodeStrictly(withoutMark(body.Bytes()), "")
	if err == nil {
		err = readMembers(sent, params)
	}
	if err != nil {
		return refusal{http.StatusBadRequest, err}
	}
	return nil
}

// decodedBytes is how many bytes of memory a byte of a usual request takes when it is
// decoded.
const decodedBytes = 8

// bufferedBytes is how many bytes of memory a byte of a body takes that arrives: the
// buffer doubles as it grows.
const bufferedBytes = 2

// smallBody is how much of a body needs no room: most are smaller, and may arrive
// slowly.
const smallBody = 64 << 10

// roomReader makes room for what it reads beyond what is small.
type roomReader struct {
	io.Reader
	room  *room
	small int
}

func (r *roomReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	charged := max(n-r.small, 0)
	if r.small -= n - charged; charged > 0 {
		if roomErr := r.room.add(int64(charged) * bufferedBytes); roomErr != nil {
			return 0, roomErr
		}
	}
	return n, err
}

// withoutMark leaves out a byte order mark before JSON, as RFC 8259 allows: editors
// and some clients write it.
func withoutMark(text []byte) []byte { return bytes.TrimPrefix(text, []byte("\ufeff")) }

// isUTF8 says whether a charset is UTF-8, under its name or its usual label, or none.
func isUTF8(charset string) bool {
	return charset == "" || strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "utf8")
}

// readMembers takes the parameters from the members of a body. A null is a member
// that is not there.
func readMembers(sent map[string]any, params *parameters) error {
	if !read(sent, "query", &params.Query) || !read(sent, "operationName", &params.OperationName) ||
		!read(sent, "variables", &params.Variables) || !read(sent, "extensions", &params.Extensions) {
		return models.Invalid("", "The request is not an object of query, variables, operationName and extensions: a member is of the wrong type.")
	}
	params.emptyName = sent["operationName"] == ""
	return nil
}

func read[T any](sent map[string]any, name string, into *T) (ok bool) {
	value := sent[name]
	if value == nil {
		return true
	}
	*into, ok = value.(T)
	return ok
}

func (h *handler) checkParams(params *parameters) error {
	if params.Query == "" {
		if _, persisted := params.Extensions["persistedQuery"]; persisted {
			return refusal{http.StatusBadRequest, models.Errorf(models.PersistedQueryNotSupported, "query", "PersistedQueryNotSupported")}
		}
		return refusal{http.StatusBadRequest, models.Invalid("query", "The request has no query.")}
	}
	if n := len(params.Query); n > h.limits.DocumentBytes {
		return refusal{http.StatusRequestEntityTooLarge, models.Errorf(models.PayloadTooLarge, "query",
			"The document has %d bytes; at most %d are allowed. Send values as variables.", n, h.limits.DocumentBytes)}
	}
	return nil
}
