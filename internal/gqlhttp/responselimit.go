package gqlhttp

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"

	"github.com/itemactivity/itemactivity/internal/gqldoc"
	"github.com/itemactivity/itemactivity/internal/gqldoc/cost"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/memory"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/scheduler"
	"github.com/itemactivity/itemactivity/models"
)

// responseLimit adds up the cost and the size of a response while it is resolved, and
// stops it where these exceed the limits. The estimate was checked before; this is for
// what it misses, such as long texts. Every object except the root is the value of a
// field, and every field except __typename passes resolve, so the fields __typename are
// counted with their objects.
//
// The size is an approximation. The response body limits the exact one.
type responseLimit struct {
	op     *graphql.OperationContext
	types  objectTypes
	limits Limits
	memory *memory.Reservation
	slot   *scheduler.Slot

	cost, bytes atomic.Int64
	// reserved is how much of the memory is used.
	reserved atomic.Int64
	// stopped is why the response was stopped.
	stopped atomic.Pointer[error]
}

// errStopped is the error of the fields after a response was stopped. It is never sent.
var errStopped = errors.New("the response was stopped")

// resolve is the resolver middleware of an operation. It resolves a field and adds it to
// the response. It encodes identity sets as a whole.
func (l *responseLimit) resolve(ctx context.Context, next graphql.Resolver) (any, error) {
	if l.err() != nil {
		return nil, errStopped
	}
	l.slot.Yield(ctx)
	value, err := next(ctx)
	if err == nil {
		value = l.encodeIdentitySets(ctx, value)
	}
	field := graphql.GetFieldContext(ctx)
	if field.Object == "__Type" && field.Parent != nil {
		value = gqldoc.IntrospectionResult(field.Parent.Result, field.Field.Name, value)
	}
	l.add(l.sizeOf(field.Field, value))
	return value, err
}

// add adds to the cost and the size.
func (l *responseLimit) add(units, bytes int) {
	allUnits, allBytes := l.cost.Add(int64(units)), l.bytes.Add(int64(bytes))
	switch {
	case allUnits > int64(l.limits.Complexity):
		l.stop(gqldoc.TooComplex(int(allUnits), l.limits.Complexity, "The answer has more than %d fields. %s", l.limits.Complexity, askForLess))
	case allBytes > l.limits.AnswerBytes:
		l.stop(tooLong(l.limits))
	default:
		l.reserve(allUnits*cost.UnitBytes + allBytes)
	}
}

// reserveStep is by how much more than needed the memory of a response grows, so that it
// grows seldom.
const reserveStep = 64 << 10

// reserve increases the memory that is used to a number of bytes, in steps.
func (l *responseLimit) reserve(used int64) {
	before := l.reserved.Load()
	if used <= before || !l.reserved.CompareAndSwap(before, used+reserveStep) {
		return // or another field does
	}
	if err := l.memory.Grow(used + reserveStep - before); err != nil {
		l.stop(err)
	}
}

// stop stops the response. The first error counts.
func (l *responseLimit) stop(err error) { l.stopped.CompareAndSwap(nil, &err) }

// err returns why the response was stopped, or nil.
func (l *responseLimit) err() error {
	if err := l.stopped.Load(); err != nil {
		return *err
	}
	return nil
}

const askForLess = "What a mutation had to store is stored. Ask for smaller pages, or less of each object."

// tooLong returns the error for a response that is longer than the limit.
func tooLong(l Limits) error {
	return &models.Error{
		Code:       models.QueryTooComplex,
		Message:    "The answer is longer than the server sends. " + askForLess,
		Extensions: map[string]any{"limit": l.AnswerBytes},
	}
}
