package web

import (
	"net/http"
	"time"

	"github.com/itemactivity/itemactivity/models"
)

const (
	// pendingWait is the time for which a request waits for the handler, because most databases
	// are opened in less.
	pendingWait = 500 * time.Millisecond
	// pendingRetryAfter is the number of seconds after which a client should try again.
	pendingRetryAfter = 5
)

// Pending is a handler that is made while the server serves already.
type Pending struct {
	state   func() string
	ready   chan struct{}
	handler http.Handler
}

// NewPending returns a handler that rejects requests with UNAVAILABLE until Set is called. The
// function state says what the server does meanwhile, in a clause for clients.
func NewPending(state func() string) *Pending {
	return &Pending{state: state, ready: make(chan struct{})}
}

// Set sets the handler of all further requests. It must be called once.
func (p *Pending) Set(handler http.Handler) {
	p.handler = handler
	close(p.ready)
}

// ServeHTTP implements http.Handler.
func (p *Pending) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	select {
	case <-p.ready:
		p.handler.ServeHTTP(w, r)
		return
	default:
	}
	wait := time.NewTimer(pendingWait)
	defer wait.Stop()
	select {
	case <-p.ready:
		p.handler.ServeHTTP(w, r)
	case <-r.Context().Done():
	case <-wait.C:
		writeError(w, r, http.StatusServiceUnavailable, &models.Error{
			Code: models.Unavailable, Message: "The server is starting: " + p.state() + ". Try again.", RetryAfter: pendingRetryAfter,
		})
	}
}
