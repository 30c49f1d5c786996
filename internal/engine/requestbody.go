package engine

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"os"

	"github.com/itemactivity/itemactivity/internal/engine/memory"
	"github.com/itemactivity/itemactivity/internal/strictjson"
	"github.com/itemactivity/itemactivity/models"
)

func (x *Exchange) readPlain(decode func(text []byte) error) error {
	return x.readBody(func(body *bytes.Buffer) error { return x.decodeBody(body, decode) })
}

// readGzip reads a compressed body. The limit of the size applies before and after the
// decompression.
func (x *Exchange) readGzip(accepted Compression, decode func(text []byte) error) error {
	return x.readBody(func(compressed *bytes.Buffer) error {
		if accepted == MislabeledGzip && bytes.HasPrefix(compressed.Bytes(), []byte("{")) {
			return x.decodeBody(compressed, decode)
		}
		source, err := gzip.NewReader(compressed)
		if err != nil {
			return errNotGzip
		}
		body := getBodyBuffer()
		defer putBodyBuffer(body)
		// One more byte shows that the body is too large.
		limited := io.LimitReader(source, x.engine.limits.BodyBytes+1)
		_, err = body.ReadFrom(&reservingReader{Reader: limited, memory: x.memory, free: freeBodyBytes})
		switch {
		case errors.Is(err, memory.ErrNoMemoryToGrow):
			return StatusError{http.StatusServiceUnavailable, memory.ErrNoMemory}
		case err != nil:
			return errNotGzip
		case int64(body.Len()) > x.engine.limits.BodyBytes:
			return x.bodyTooLarge()
		}
		return x.decodeBody(body, decode)
	})
}

var errNotGzip = models.Invalid("Content-Encoding", "The request body is not valid gzip.")

// readBody reads the body of a request and passes it to use.
func (x *Exchange) readBody(use func(body *bytes.Buffer) error) error {
	body := getBodyBuffer()
	defer putBodyBuffer(body)
	_, err := body.ReadFrom(&reservingReader{Reader: http.MaxBytesReader(x.w, x.r.Body, x.engine.limits.BodyBytes), memory: x.memory, free: freeBodyBytes})
	var tooLarge *http.MaxBytesError
	switch {
	case errors.Is(err, memory.ErrNoMemoryToGrow):
		return StatusError{http.StatusServiceUnavailable, memory.ErrNoMemory}
	case errors.As(err, &tooLarge):
		return x.bodyTooLarge()
	case errors.Is(err, os.ErrDeadlineExceeded):
		return StatusError{http.StatusRequestTimeout, models.Invalid("", "The request body did not arrive in time.")}
	case err != nil:
		return models.Invalid("", "The request body is incomplete.")
	}
	return use(body)
}

func (x *Exchange) bodyTooLarge() error {
	return StatusError{http.StatusRequestEntityTooLarge, models.Errorf(models.PayloadTooLarge, "", "The request body is larger than %d bytes.", x.engine.limits.BodyBytes)}
}

// decodeBody reserves the memory to decode a body, and decodes it.
func (x *Exchange) decodeBody(body *bytes.Buffer, decode func(text []byte) error) error {
	if err := x.memory.Reserve(int64(body.Len()) * decodedBytesPerByte); err != nil {
		return StatusError{http.StatusServiceUnavailable, err}
	}
	return decode(strictjson.TrimByteOrderMark(body.Bytes()))
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
