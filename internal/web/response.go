package web

import (
	"context"
	"errors"
	"io"
	"net/http"
)

// response is a response writer that records the response to a request.
type response struct {
	http.ResponseWriter
	// ctx is the context of the request.
	ctx context.Context
	// status is the status of the response. It is 0 until the response starts.
	status int
	bytes  int64
	// tooLate is true if the client had closed the connection when the response started.
	tooLate bool
}

type responseKey struct{}

// recordedResponse returns the response to a request that recordResponse has prepared.
func recordedResponse(r *http.Request) *response {
	return r.Context().Value(responseKey{}).(*response)
}

// recordResponse returns a writer that records the response to a request, and a context that has
// it.
func recordResponse(ctx context.Context, w http.ResponseWriter) (context.Context, *response) {
	resp := &response{ResponseWriter: w, ctx: ctx}
	return context.WithValue(ctx, responseKey{}, resp), resp
}

// WriteHeader implements http.ResponseWriter.
func (r *response) WriteHeader(status int) {
	r.start(status)
	r.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (r *response) Write(p []byte) (int, error) {
	r.start(http.StatusOK)
	n, err := r.ResponseWriter.Write(p)
	r.bytes += int64(n)
	return n, err
}

// ReadFrom implements io.ReaderFrom, with which net/http sends files.
func (r *response) ReadFrom(source io.Reader) (int64, error) {
	r.start(http.StatusOK)
	n, err := io.Copy(r.ResponseWriter, source)
	r.bytes += n
	return n, err
}

// Flush implements http.Flusher.
func (r *response) Flush() {
	r.start(http.StatusOK)
	if flusher, ok := r.ResponseWriter.(http.Flusher); ok {
		flusher.Flush()
	}
}

// Unwrap returns the writer of the server, for http.ResponseController.
func (r *response) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// statusClientClosed is the nonstandard status that nginx logs if the client closed the
// connection before the response.
const statusClientClosed = 499

// start records the first final status. Responses with a status below 200 are interim
// responses.
func (r *response) start(status int) {
	if r.status == 0 && status >= http.StatusOK {
		// net/http also cancels the context if the body of a request does not arrive in
		// time. That client still waits for the response.
		r.status, r.tooLate = status, status != http.StatusRequestTimeout && r.isClientClosed()
	}
}

// isClientClosed reports whether the client has closed the connection. net/http then cancels the
// context of the request.
func (r *response) isClientClosed() bool { return errors.Is(r.ctx.Err(), context.Canceled) }

// abandoned reports whether the client closed the connection before the response started.
func (r *response) abandoned() bool {
	if r.started() {
		return r.tooLate
	}
	return r.isClientClosed()
}

// started reports whether the final status has been sent.
func (r *response) started() bool { return r.status != 0 }

// code returns the status of the response. If the handler wrote nothing, net/http sends 200.
func (r *response) code() int {
	if r.status == 0 {
		return http.StatusOK
	}
	return r.status
}
