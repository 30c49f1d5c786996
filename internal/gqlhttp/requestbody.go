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

// readBody reads the parameters from the body of a POST request.
func (h *handler) readBody(w http.ResponseWriter, r *http.Request, params *parameters, reservation *memory.Reservation) error {
	for _, name := range []string{"Content-Type", "Content-Encoding"} {
		if len(r.Header.Values(name)) > 1 {
			return statusError{http.StatusUnsupportedMediaType, models.Invalid(name, "The request has more than one %s header.", name)}
		}
	}
	mediaType, options, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || mediaType != jsonType || !isUTF8(options["charset"]) {
		return statusError{http.StatusUnsupportedMediaType, models.Invalid("", "Send the request as JSON in UTF-8, with the header Content-Type: application/json.")}
	}
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return statusError{http.StatusUnsupportedMediaType, models.Invalid("", "Send the request body without compression.")}
	}
	body := getBodyBuffer()
	defer putBodyBuffer(body)
	_, err = body.ReadFrom(&reservingReader{Reader: http.MaxBytesReader(w, r.Body, h.limits.BodyBytes), memory: reservation, free: freeBodyBytes})
	var tooLarge *http.MaxBytesError
	switch {
	case errors.Is(err, memory.ErrNoMemoryToGrow):
		return statusError{http.StatusServiceUnavailable, memory.ErrNoMemory}
	case errors.As(err, &tooLarge):
		return statusError{http.StatusRequestEntityTooLarge, models.Errorf(models.PayloadTooLarge, "", "The request body is larger than %d bytes.", h.limits.BodyBytes)}
	case errors.Is(err, os.ErrDeadlineExceeded):
		return statusError{http.StatusRequestTimeout, models.Invalid("", "The request body did not arrive in time.")}
	case err != nil:
		return statusError{http.StatusBadRequest, models.Invalid("", "The request body is incomplete.")}
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

// decodedBytesPerByte is the number of bytes of memory that one byte of a typical body
// takes when it is decoded.
const decodedBytesPerByte = 8

// bufferedBytesPerByte is the number of bytes of memory that one byte of a body takes while
// the body arrives. The capacity of the buffer doubles when it grows.
const bufferedBytesPerByte = 2

// freeBodyBytes is the number of bytes of a body that are read without a reservation. Most
// bodies are smaller. A body may arrive slowly, and would hold its reservation meanwhile.
const freeBodyBytes = 64 << 10

// reservingReader reserves memory for the bytes that it reads after the first ones.
type reservingReader struct {
	io.Reader
	memory *memory.Reservation
	// free is the number of bytes that may still be read without a reservation.
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

// trimByteOrderMark removes a byte order mark at the start of a JSON text, as RFC 8259
// allows. Editors and some clients add one.
func trimByteOrderMark(text []byte) []byte { return bytes.TrimPrefix(text, []byte("\ufeff")) }

// isUTF8 reports whether a charset parameter is utf-8, its alias utf8, or absent.
func isUTF8(charset string) bool {
	return charset == "" || strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "utf8")
}

// setParameters sets the parameters from the members of a body. A member that is null is
// the same as an absent one.
func setParameters(sent map[string]any, params *parameters) error {
	if !setParameter(sent, "query", &params.Query) || !setParameter(sent, "operationName", &params.OperationName) ||
		!setParameter(sent, "variables", &params.Variables) || !setParameter(sent, "extensions", &params.Extensions) {
		return models.Invalid("", "A member of the request has the wrong type. The members query and operationName are strings, and variables and extensions are objects.")
	}
	params.emptyName = sent["operationName"] == ""
	return nil
}

// setParameter sets a parameter to the value of a member. It reports whether the value has
// the right type.
func setParameter[T any](sent map[string]any, name string, into *T) (ok bool) {
	value := sent[name]
	if value == nil {
		return true
	}
	*into, ok = value.(T)
	return ok
}
