package gqlhttp

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"strings"

	"github.com/itemactivity/itemactivity/internal/gqlhttp/memory"
	"github.com/itemactivity/itemactivity/models"
)

// readBody reads the parameters from the body of a POST.
func (h *handler) readBody(w http.ResponseWriter, r *http.Request, params *parameters, reservation *memory.Reservation) error {
	for _, name := range []string{"Content-Type", "Content-Encoding"} {
		if len(r.Header.Values(name)) > 1 {
			return statusError{http.StatusUnsupportedMediaType, models.Invalid(name, "The request has more than one header %s.", name)}
		}
	}
	mediaType, options, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || mediaType != jsonType || !isUTF8(options["charset"]) {
		return statusError{http.StatusUnsupportedMediaType, models.Invalid("", "Send the request as JSON in UTF-8, with the header Content-Type: application/json.")}
	}
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return statusError{http.StatusUnsupportedMediaType, models.Invalid("", "Send the request as it is: a compressed body is not read.")}
	}
	body := getBodyBuffer()
	defer putBodyBuffer(body)
	_, err = body.ReadFrom(&reservingReader{Reader: http.MaxBytesReader(w, r.Body, h.limits.BodyBytes), memory: reservation, free: freeBodyBytes})
	var tooLarge *http.MaxBytesError
	switch {
	case errors.Is(err, memory.ErrNoMemoryToGrow):
		return statusError{http.StatusServiceUnavailable, memory.ErrNoMemory}
	case errors.As(err, &tooLarge):
		return statusError{http.StatusRequestEntityTooLarge, models.Errorf(models.PayloadTooLarge, "", "The request has more than %d bytes.", h.limits.BodyBytes)}
	case errors.Is(err, os.ErrDeadlineExceeded):
		return statusError{http.StatusRequestTimeout, models.Invalid("", "The request took too long to arrive.")}
	case err != nil:
		return statusError{http.StatusBadRequest, models.Invalid("", "The request ended too soon.")}
	}
	if err := reservation.Reserve(int64(body.Len()) * decodedBytesPerByte); err != nil {
		return statusError{http.StatusServiceUnavailable, err}
	}
	sent, err := decodeStrictly(trimByteOrderMark(body.Bytes()), "")
	if err == nil {
		err = setParameters(sent, params)
	}
	if err != nil {
		return statusError{http.StatusBadRequest, err}
	}
	return nil
}

// decodedBytesPerByte is how many bytes of memory a byte of a usual body takes when it is
// decoded.
const decodedBytesPerByte = 8

// bufferedBytesPerByte is how many bytes of memory a byte of a body takes while it
// arrives. The buffer doubles as it grows.
const bufferedBytesPerByte = 2

// freeBodyBytes is how much of a body is not reserved. Most bodies are shorter, and may
// arrive slowly.
const freeBodyBytes = 64 << 10

// reservingReader reserves memory for what it reads after the first bytes.
type reservingReader struct {
	io.Reader
	memory *memory.Reservation
	// free is how many bytes are still read without a reservation.
	free int
}

func (r *reservingReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	charged := max(n-r.free, 0)
	if r.free -= n - charged; charged > 0 {
		if growErr := r.memory.Grow(int64(charged) * bufferedBytesPerByte); growErr != nil {
			return 0, growErr
		}
	}
	return n, err
}

// trimByteOrderMark removes a byte order mark before JSON, as RFC 8259 allows. Editors and
// some clients write it.
func trimByteOrderMark(text []byte) []byte { return bytes.TrimPrefix(text, []byte("\ufeff")) }

// isUTF8 returns whether a charset is UTF-8, by its name or its usual label, or absent.
func isUTF8(charset string) bool {
	return charset == "" || strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "utf8")
}

// setParameters sets the parameters from the members of a body. A member that is null is
// the same as an absent one.
func setParameters(sent map[string]any, params *parameters) error {
	if !setParameter(sent, "query", &params.Query) || !setParameter(sent, "operationName", &params.OperationName) ||
		!setParameter(sent, "variables", &params.Variables) || !setParameter(sent, "extensions", &params.Extensions) {
		return models.Invalid("", "The request is not an object of query, variables, operationName and extensions: a member is of the wrong type.")
	}
	params.emptyName = sent["operationName"] == ""
	return nil
}

// setParameter sets a parameter to a member. It returns whether the member has the right
// type.
func setParameter[T any](sent map[string]any, name string, into *T) (ok bool) {
	value := sent[name]
	if value == nil {
		return true
	}
	*into, ok = value.(T)
	return ok
}
