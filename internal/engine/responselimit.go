package engine

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"

	"github.com/itemactivity/itemactivity/internal/engine/memory"
	"github.com/itemactivity/itemactivity/internal/engine/scheduler"
	"github.com/itemactivity/itemactivity/internal/gqldoc"
	"github.com/itemactivity/itemactivity/internal/gqldoc/cost"
	"github.com/itemactivity/itemactivity/models"
)

// responseLimit adds up the cost and the size of a response while it is resolved. It aborts
// the response when one of them exceeds its limit. The estimated cost was checked before
// the execution. This check finds what the estimate misses, such as long strings.
//
// resolve is called for every field except __typename. The __typename fields of an object
// are therefore counted with the field whose value is the object.
//
// The size is an approximation. The limit of Body is exact.
type responseLimit struct {
	op     *graphql.OperationContext
	types  objectTypes
	limits Limits
	memory *memory.Reservation
	slot   *scheduler.Slot

	cost, bytes atomic.Int64
	// reserved is the number of bytes by which memory was grown.
	reserved atomic.Int64
	// abortErr is the reason why the response was aborted.
	abortErr atomic.Pointer[error]
}

// errAborted is the error of all fields that are resolved after the response was aborted.
// It is never sent.
var errAborted = errors.New("the response was aborted")

// resolve is the resolver middleware of an operation. It resolves a field, encodes identity
// sets as a whole, and counts the value.
func (l *responseLimit) resolve(ctx context.Context, next graphql.Resolver) (any, error) {
	if l.err() != nil {
		return nil, errAborted
	}
	l.slot.Yield(ctx)
	value, err := next(ctx)
	if err == nil {
		value = l.encodeIdentitySets(ctx, value)
	} else {
		err = addAllButLast(ctx, err)
	}
	field := graphql.GetFieldContext(ctx)
	if field.Object == "__Type" && field.Parent != nil {
		value = gqldoc.IntrospectionResult(field.Parent.Result, field.Field.Name, value)
	}
	l.add(l.sizeOf(field.Field, value))
	return value, err
}

// addAllButLast adds the errors of a field except the last one, which it returns. gqlgen adds that
// one.
func addAllButLast(ctx context.Context, err error) error {
	each := models.EachError(err)
	last := len(each) - 1
	for _, one := range each[:last] {
		graphql.AddError(ctx, one)
	}
	return each[last]
}

// add adds to the cost and the size.
func (l *responseLimit) add(units, bytes int) {
	l.check(l.cost.Add(int64(units)), l.bytes.Add(int64(bytes)), 0)
}

// set sets the cost and the size of a response that was executed from a plan, which checked the
// limits. Only tests read them then.
func (l *responseLimit) set(units, bytes int64) {
	l.cost.Store(units)
	l.bytes.Store(bytes)
}

// check compares the cost and the size of the response so far with their limits. buffer is the
// memory of the part that is encoded already, in bytes.
func (l *responseLimit) check(allUnits, allBytes, buffer int64) {
	switch {
	case allUnits > int64(l.limits.Complexity):
		l.abort(gqldoc.TooComplex(int(allUnits), l.limits.Complexity, "The response has more than %d fields. %s", l.limits.Complexity, requestLess))
	case allBytes > l.limits.ResponseBytes:
		l.abort(tooLarge(l.limits))
	default:
		l.reserve(allUnits*cost.UnitBytes + max(allBytes, buffer))
	}
}

// reserveStep is the number of bytes by which the reservation grows beyond the present
// need, so that it grows rarely.
const reserveStep = 64 << 10

// reserve grows the reservation if the response uses more than is reserved.
func (l *responseLimit) reserve(used int64) {
	before := l.reserved.Load()
	if used <= before || !l.reserved.CompareAndSwap(before, used+reserveStep) {
		return // enough is reserved, or another goroutine grows the reservation
	}
	if err := l.memory.Grow(used + reserveStep - before); err != nil {
		l.abort(err)
	}
}

// abort aborts the response. Only the first error is kept.
func (l *responseLimit) abort(err error) { l.abortErr.CompareAndSwap(nil, &err) }

// err returns the reason why the response was aborted, or nil.
func (l *responseLimit) err() error {
	if err := l.abortErr.Load(); err != nil {
		return *err
	}
	return nil
}

const requestLess = "The fields of a mutation that were executed are committed, and the others were not executed. Request smaller pages, or fewer fields of each object."

// tooLarge returns the error for a response that is larger than the limit.
func tooLarge(l Limits) error {
	return &models.Error{
		Code:       models.QueryTooComplex,
		Message:    "The response exceeds the size limit. " + requestLess,
		Extensions: map[string]any{"limit": l.ResponseBytes},
	}
}
