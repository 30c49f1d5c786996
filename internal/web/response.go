package web

import (
	"context"
	"io"
	"net/http"

	"github.com/felixge/httpsnoop"
)

// response records the response to a request.
type response struct {
	// clientClosed reports whether the client has closed the connection. It may be nil.
	clientClosed func() bool
	// status is the status of the response. It is 0 until the response starts.
	status int
	bytes  int64
	// tooLate is true if the client had closed the connection when the response started.
	tooLate bool
}

type responseKey struct{}

// recordedResponse returns the response that recordResponse has put into the context of a
// request, or nil.
func recordedResponse(r *http.Request) *response {
	resp, _ := r.Context().Value(responseKey{}).(*response)
	return resp
}

// recordResponse returns a writer that records the response, and a request whose context has
// the recorded response. If the response is already recorded, nothing changes.
func recordResponse(w http.ResponseWriter, r *http.Request) (http.ResponseWriter, *http.Request, *response) {
	if resp := recordedResponse(r); resp != nil {
		return w, r, resp
	}
	resp := new(response)
	w = httpsnoop.Wrap(w, httpsnoop.Hooks{
		WriteHeader: func(next httpsnoop.WriteHeaderFunc) httpsnoop.WriteHeaderFunc {
			return func(status int) {
				resp.start(status)
				next(status)
			}
		},
		Write: func(next httpsnoop.WriteFunc) httpsnoop.WriteFunc {
			return func(p []byte) (int, error) {
				resp.start(http.StatusOK)
				n, err := next(p)
				resp.bytes += int64(n)
				return n, err
			}
		},
		ReadFrom: func(next httpsnoop.ReadFromFunc) httpsnoop.ReadFromFunc {
			return func(source io.Reader) (int64, error) {
				resp.start(http.StatusOK)
				n, err := next(source)
				resp.bytes += n
				return n, err
			}
		},
		Flush: func(next httpsnoop.FlushFunc) httpsnoop.FlushFunc {
			return func() {
				resp.start(http.StatusOK)
				next()
			}
		},
	})
	return w, r.WithContext(context.WithValue(r.Context(), responseKey{}, resp)), resp
}

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

func (r *response) isClientClosed() bool { return r.clientClosed != nil && r.clientClosed() }

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
