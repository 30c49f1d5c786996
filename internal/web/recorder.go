package web

import "net/http"

// recorder is a ResponseWriter that remembers what was answered.
type recorder struct {
	http.ResponseWriter
	// gone tells whether the client has left; nil does not know.
	gone   func() bool
	status int
	bytes  int64
	// late says that the client had left when the answer began.
	late bool
}

// record returns w itself if it is a recorder already.
func record(w http.ResponseWriter) *recorder {
	if r, ok := w.(*recorder); ok {
		return r
	}
	return &recorder{ResponseWriter: w}
}

// statusClientLeft is logged where nobody was there to be answered. It is nginx's, as
// HTTP has none for it.
const statusClientLeft = 499

// begin keeps the first final status, the one the client sees; 1xx statuses come
// before it.
func (r *recorder) begin(status int) {
	if r.status == 0 && status >= http.StatusOK {
		// net/http cancels the context of a request whose body takes too long, too. Its
		// client is there, and is told so.
		r.status, r.late = status, status != http.StatusRequestTimeout && r.left()
	}
}

func (r *recorder) left() bool { return r.gone != nil && r.gone() }

// abandoned tells whether the client left before its answer began.
func (r *recorder) abandoned() bool {
	if r.started() {
		return r.late
	}
	return r.left()
}

// WriteHeader notes what is answered.
func (r *recorder) WriteHeader(status int) {
	r.begin(status)
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(p []byte) (int, error) {
	r.begin(http.StatusOK)
	n, err := r.ResponseWriter.Write(p)
	r.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach flushing and deadlines.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// started tells whether it is too late for another status.
func (r *recorder) started() bool { return r.status != 0 }

// code is the status of the answer: net/http sends 200 for a handler that
// wrote nothing.
func (r *recorder) code() int {
	if r.status == 0 {
		return http.StatusOK
	}
	return r.status
}
