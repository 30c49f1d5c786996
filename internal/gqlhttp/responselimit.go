package gqlhttp

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"

	"github.com/itemactivity/itemactivity/internal/gqldoc"
	"github.com/itemactivity/itemactivity/internal/gqldoc/cost"
	"github.com/itemactivity/itemactivity/models"
)

// meter adds up an answer while it is resolved, and ends it where it becomes more than
// a request may take. Estimates are checked before: the meter is for what they miss,
// such as long texts. Every object but the root is the value of a field, and every
// field but __typename passes measure; so the meter counts those with the objects.
//
// What an answer really is, the answer bounds that it is written to.
type meter struct {
	op     *graphql.OperationContext
	types  objectTypes
	limits Limits
	room   *room
	turn   *turn

	cost, bytes atomic.Int64
	// reserved is how much of the room is used.
	reserved atomic.Int64
	// ended is why the answer was given up.
	ended atomic.Pointer[error]
}

// errGivenUp ends the fields of an answer that was given up; it is never sent.
var errGivenUp = errors.New("the answer was given up")

// measure resolves a field and adds it to the answer, or ends it if the answer was
// given up. Identity sets it encodes itself, as a whole.
func (m *meter) measure(ctx context.Context, next graphql.Resolver) (any, error) {
	if m.cause() != nil {
		return nil, errGivenUp
	}
	m.turn.letPass(ctx)
	value, err := next(ctx)
	if err == nil {
		value = m.encoded(ctx, value)
	}
	field := graphql.GetFieldContext(ctx)
	if field.Object == "__Type" && field.Parent != nil {
		value = gqldoc.IntrospectionResult(field.Parent.Result, field.Field.Name, value)
	}
	m.add(m.sizeOf(field.Field, value))
	return value, err
}

// add counts what is answered beside what was before.
func (m *meter) add(units, bytes int) {
	allCost, allBytes := m.cost.Add(int64(units)), m.bytes.Add(int64(bytes))
	switch {
	case allCost > int64(m.limits.Complexity):
		m.end(gqldoc.TooComplex(int(allCost), m.limits.Complexity, "The answer has more than %d fields. %s", m.limits.Complexity, askForLess))
	case allBytes > m.limits.AnswerBytes:
		m.end(tooLong(m.limits))
	default:
		m.reserve(allCost*cost.UnitBytes + allBytes)
	}
}

// reserve uses more of the room, in steps.
func (m *meter) reserve(used int64) {
	before := m.reserved.Load()
	if used <= before || !m.reserved.CompareAndSwap(before, used+leastGift) {
		return // or another field does
	}
	if err := m.room.add(used + leastGift - before); err != nil {
		m.end(err)
	}
}

// end gives the answer up, if it was not before.
func (m *meter) end(err error) { m.ended.CompareAndSwap(nil, &err) }

// cause is why the answer was given up; nil if it was not.
func (m *meter) cause() error {
	if err := m.ended.Load(); err != nil {
		return *err
	}
	return nil
}

const askForLess = "What a mutation had to store is stored. Ask for smaller pages, or less of each object."

// tooLong is the error of an answer that is longer than it may be.
func tooLong(l Limits) error {
	return &models.Error{
		Code:       models.QueryTooComplex,
		Message:    "The answer is longer than the server sends. " + askForLess,
		Extensions: map[string]any{"limit": l.AnswerBytes},
	}
}
