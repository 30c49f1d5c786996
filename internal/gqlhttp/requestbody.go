package gqlhttp

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"strings"

	"github.com/itemactivity/itemactivity/models"
)

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
