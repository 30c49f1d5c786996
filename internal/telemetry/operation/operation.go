// Package operation carries in the context of a request what the log, the metrics and
// the traces say of its operation.
package operation

import (
	"context"
	"time"

	"github.com/itemactivity/itemactivity/models"
)

// loggedName is the number of bytes of a name that are kept: people write shorter
// ones, and a stranger's must not fill the disk.
const loggedName = 64

// Operation is what one request turned out to be. The goroutine that answers the
// request owns it.
type Operation struct {
	// Type is query or mutation, and empty where the request came to be neither.
	Type string
	// Name is what the client calls it: letters, digits and underscores by
	// GraphQL's rules. Many clients call theirs nothing.
	Name string
	// Label is the name for what must not grow with the number of names.
	Label string
	// Code is the worst of the answer's errors, and empty where it has none.
	Code models.Code
	// Duration is from the whole request being read to the answer being ready:
	// what the client's own line takes is not in it.
	Duration time.Duration
	// Abandoned says that the client left before its answer began, so that the rest is
	// of no concern to anybody.
	Abandoned bool
	start     time.Time
}

// Begin says what the request asks for, and when it had been read.
func (o *Operation) Begin(kind, name, label string, start time.Time) {
	o.Type, o.Name, o.Label, o.start = kind, name[:min(len(name), loggedName)], label, start
}

// Answered says that the answer is ready, if there is an operation that it answers.
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

// With returns a context that carries an operation, of which nothing is known yet.
func With(ctx context.Context) (context.Context, *Operation) {
	o := new(Operation)
	return context.WithValue(ctx, contextKey{}, o), o
}

// From returns the operation of the request; outside of one it is nobody's.
func From(ctx context.Context) *Operation {
	if o, ok := ctx.Value(contextKey{}).(*Operation); ok {
		return o
	}
	return new(Operation)
}
