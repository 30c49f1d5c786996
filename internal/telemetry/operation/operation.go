// Package operation carries the operation of a request in its context, for the log, the
// metrics and the traces.
package operation

import (
	"context"
	"time"

	"github.com/itemactivity/itemactivity/models"
)

// loggedName is the number of bytes of a name that are logged. Long names must not fill
// the disk.
const loggedName = 64

// Operation describes the operation of one request. Only the goroutine that serves the
// request may use it.
type Operation struct {
	// Type is query or mutation. It is empty if the request has no valid operation.
	Type string
	// Name is the operation name of the document: letters, digits and underscores. It
	// may be empty.
	Name string
	// Label is the name as a label of metrics and spans, from Names.Label.
	Label string
	// Route is the path of a REST request with the names of the parameters instead of their
	// values. It is empty for other requests and for unknown paths.
	Route string
	// Code is the worst error code of the response. It is empty without errors.
	Code models.Code
	// Duration is the time from the end of reading the request to the complete
	// response. It does not include the network.
	Duration time.Duration
	// Abandoned reports that the client disconnected before the response began.
	Abandoned bool
	start     time.Time
}

// Begin sets the type and the names, and the time at which the request had been read.
func (o *Operation) Begin(kind, name, label string, start time.Time) {
	o.Type, o.Name, o.Label, o.start = kind, name[:min(len(name), loggedName)], label, start
}

// Answered sets the duration when the response is complete, if Begin was called.
func (o *Operation) Answered() {
	if !o.start.IsZero() {
		o.Duration = time.Since(o.start)
	}
}

// Fail keeps the code if it is the worst so far.
func (o *Operation) Fail(code models.Code) {
	if code.WorseThan(o.Code) {
		o.Code = code
	}
}

type contextKey struct{}

// With returns a context that carries an empty operation.
func With(ctx context.Context) (context.Context, *Operation) {
	o := new(Operation)
	return context.WithValue(ctx, contextKey{}, o), o
}

// From returns the operation of the request. Outside a request it returns an empty
// operation that nobody reads.
func From(ctx context.Context) *Operation {
	if o, ok := ctx.Value(contextKey{}).(*Operation); ok {
		return o
	}
	return new(Operation)
}
