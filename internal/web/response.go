package web

import (
	"context"
	"io"
	"net/http"

	"github.com/felixge/httpsnoop"
)

// response is what was answered to a request.
type response struct {
	// gone tells whether the client has left; nil does not know.
	gone   func() bool
	status int
	bytes  int64
	// late says that the client had left when the answer began.
	late bool
}

type responseKey struct{}

// recorded returns the response of a request that record was called for, else nil.
func recorded(r *http.Request) *response {
	answer, _ := r.Context().Value(responseKey{}).(*response)
	return answer
}

// record returns a writer that keeps what is answered in the response, which the
// request carries from then on. A request that carries one already keeps it.
func record(w http.ResponseWriter, r *http.Request) (http.ResponseWriter, *http.Request, *response) {
	if answer := recorded(r); answer != nil {
		return w, r, answer
	}
	answer := new(response)
	w = httpsnoop.Wrap(w, httpsnoop.Hooks{
		WriteHeader: func(next httpsnoop.WriteHeaderFunc) httpsnoop.WriteHeaderFunc {
			return func(status int) {
				answer.begin(status)
				next(status)
			}
		},
		Write: func(next httpsnoop.WriteFunc) httpsnoop.WriteFunc {
			return func(p []byte) (int, error) {
				answer.begin(http.StatusOK)
				n, err := next(p)
				answer.bytes += int64(n)
				return n, err
			}
		},
		ReadFrom: func(next httpsnoop.ReadFromFunc) httpsnoop.ReadFromFunc {
			return func(source io.Reader) (int64, error) {
				answer.begin(http.StatusOK)
				n, err := next(source)
				answer.bytes += n
				return n, err
			}
		},
		Flush: func(next httpsnoop.FlushFunc) httpsnoop.FlushFunc {
			return func() {
				answer.begin(http.StatusOK)
				next()
			}
		},
	})
	return w, r.WithContext(context.WithValue(r.Context(), responseKey{}, answer)), answer
}

// statusClientLeft is logged where nobody was there to be answered. It is nginx's, as
// HTTP has none for it.
const statusClientLeft = 499

// begin keeps the first final status, the one the client sees; 1xx statuses come
// before it.
func (a *response) begin(status int) {
	if a.status == 0 && status >= http.StatusOK {
		// net/http cancels the context of a request whose body takes too long, too. Its
		// client is there, and is told so.
		a.status, a.late = status, status != http.StatusRequestTimeout && a.left()
	}
}

func (a *response) left() bool { return a.gone != nil && a.gone() }

// abandoned tells whether the client left before its answer began.
func (a *response) abandoned() bool {
	if a.started() {
		return a.late
	}
	return a.left()
}

// started tells whether it is too late for another status.
func (a *response) started() bool { return a.status != 0 }

// code is the status of the answer: net/http sends 200 for a handler that
// wrote nothing.
func (a *response) code() int {
	if a.status == 0 {
		return http.StatusOK
	}
	return a.status
}
