package web

import "net/http"

// recorder is a ResponseWriter that remembers what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// record returns w itself if it is a recorder already.
func record(w http.ResponseWriter) *recorder {
	if r, ok := w.(*recorder); ok {
		return r
	}
	return &recorder{ResponseWriter: w}
}

// WriteHeader keeps the first final status, the one the client sees; 1xx
// statuses come before it.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && status >= http.StatusOK {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
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
