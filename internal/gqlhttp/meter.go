package gqlhttp

import (
	"context"
	"errors"
	"reflect"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

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

// sizeOf is what a field adds to the answer: its cost, and its bytes as far as they
// are known. What lies below it is added by itself.
func (m *meter) sizeOf(field graphql.CollectedField, value any) (units, bytes int) {
	units, bytes = 1, len(field.Alias)+cost.NameOverhead
	switch value := value.(type) {
	case nil:
	case string:
		bytes += len(value)
	case *string:
		if value != nil {
			bytes += len(*value)
		}
	case models.ID:
		bytes += len(value)
	case encodedIdentities:
		units, bytes = units+value.fields/cost.IdentityFieldsPerUnit, bytes+len(value.text)
	default:
		if len(field.Selections) > 0 {
			objects, typenames, names := lengthOf(value), 0, 0
			if objects > 0 {
				typenames, names = m.typenames(field)
			}
			units += objects * (cost.ObjectUnits + typenames)
			bytes += objects * (len("{}") + names)
		}
	}
	return units, bytes
}

// lengthOf is the number of objects that a value is.
func lengthOf(value any) int {
	switch v := reflect.ValueOf(value); v.Kind() {
	case reflect.Slice:
		return v.Len()
	case reflect.Pointer:
		if v.IsNil() {
			return 0
		}
	}
	return 1
}

// objectTypes are the object types of a schema, each with what a fragment on it may be
// on: itself and its interfaces, in gqlgen's order.
type objectTypes map[string][]string

func objectTypesOf(schema *ast.Schema) objectTypes {
	types := objectTypes{}
	for name, definition := range schema.Types {
		if definition.Kind == ast.Object {
			types[name] = append([]string{name}, definition.Interfaces...)
		}
	}
	return types
}

// typenames counts the fields __typename that each of a field's objects has, and their
// bytes. It cannot tell for an interface, whose objects are of several types.
func (m *meter) typenames(field graphql.CollectedField) (fields, bytes int) {
	name := field.Definition.Type.Name()
	satisfied, ok := m.types[name]
	if !ok {
		return 0, 0
	}
	for _, selected := range graphql.CollectFields(m.op, field.Selections, satisfied) {
		if selected.Name == "__typename" {
			fields++
			bytes += len(selected.Alias) + cost.NameOverhead + len(name)
		}
	}
	return fields, bytes
}
