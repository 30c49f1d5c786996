package plan

import "github.com/itemactivity/itemactivity/internal/gqldoc/cost"

// Object appends an object.
func Object[T any](e *Execution, f *Field, v *T) bool {
	if v == nil {
		return nilValue(e, f)
	}
	if f.whole && !e.meter.whole {
		return e.wholeObject(f, v)
	}
	e.meter.objects(f, 1)
	return e.object(f.selections[0].fields, v, (*Execution).field)
}

// Interface appends an object of an interface. objectOf returns the name of the type of a
// value and the object itself, or an empty name for nil.
func Interface[T any](e *Execution, f *Field, v T, objectOf func(T) (string, any)) bool {
	name, object := objectOf(v)
	if name == "" {
		e.meter.value(f, 0)
		return e.invalidNull(f.nonNull, "")
	}
	e.meter.objects(f, 1)
	return e.object(f.fieldsOf(name), object, (*Execution).field)
}

func (f *Field) fieldsOf(object string) []Field {
	for i := range f.selections {
		if f.selections[i].object == object {
			return f.selections[i].fields
		}
	}
	panic("a plan has no fields for the type " + object)
}

// List appends a list of objects.
func List[T any](e *Execution, f *Field, v []*T) bool {
	if v == nil && !f.nonNull {
		return nilValue(e, f)
	}
	if f.whole {
		return e.wholeObjects(f, len(v), func(i int) bool { return e.object(f.selections[0].fields, v[i], (*Execution).field) })
	}
	e.meter.objects(f, len(v))
	return e.elements(f, len(v), func(i int) bool {
		if v[i] == nil {
			return e.invalidNull(f.elementNonNull, f.field.Definition.Type.Elem.String())
		}
		return e.object(f.selections[0].fields, v[i], (*Execution).field)
	})
}

// InterfaceList appends a list of objects of an interface. objectOf is as for Interface.
func InterfaceList[T any](e *Execution, f *Field, v []T, objectOf func(T) (string, any)) bool {
	if v == nil && !f.nonNull {
		return nilValue(e, f)
	}
	e.meter.objects(f, len(v))
	return e.elements(f, len(v), func(i int) bool {
		name, object := objectOf(v[i])
		if name == "" {
			return e.invalidNull(f.elementNonNull, f.field.Definition.Type.Elem.String())
		}
		return e.object(f.fieldsOf(name), object, (*Execution).field)
	})
}

// elements appends a list. The function element appends the element at a position. If the
// context ends, the element at that position has an error, and it and the later ones are null.
func (e *Execution) elements(f *Field, n int, element func(i int) bool) bool {
	start, ok := e.position(), true
	e.data = append(e.data, '[')
	e.path = append(e.path, step{})
	done := e.ctx.Done()
	for i := range n {
		if e.meter.aborted {
			break
		}
		if i > 0 {
			e.data = append(e.data, ',')
		}
		e.path[len(e.path)-1].index = i
		if n > 1 && ended(done) {
			addErrors(e.fieldContext(), e.ctx.Err())
			ok = !f.elementNonNull
			for range n - i - 1 {
				e.data = append(e.data, "null,"...)
			}
			e.null()
			break
		}
		if !element(i) && f.elementNonNull {
			ok = false
		}
	}
	e.path = e.path[:len(e.path)-1]
	e.data = append(e.data, ']')
	if !ok {
		e.truncate(start)
		return e.null()
	}
	return true
}

func ended(done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	default:
		return false
	}
}

// wholeObject appends an identity set and counts it.
func (e *Execution) wholeObject(f *Field, v any) bool {
	start := e.beginWhole()
	ok := e.object(f.selections[0].fields, v, (*Execution).field)
	e.endWhole(f, start)
	return ok
}

// wholeObjects appends a list of identity sets and counts it. The list ends where the response
// exceeds a limit.
func (e *Execution) wholeObjects(f *Field, n int, element func(i int) bool) bool {
	start := e.beginWhole()
	e.data = append(e.data, '[')
	for i := range n {
		if e.meter.exceeds(e.meter.fields/cost.IdentityFieldsPerUnit, e.position()-start) {
			break // the response will be aborted
		}
		if i > 0 {
			e.data = append(e.data, ',')
		}
		element(i)
	}
	e.data = append(e.data, ']')
	e.endWhole(f, start)
	return true
}

func (e *Execution) beginWhole() (start int) {
	e.meter.whole, e.meter.fields = true, 0
	return e.position()
}

func (e *Execution) endWhole(f *Field, start int) {
	e.meter.whole = false
	e.meter.add(1+e.meter.fields/cost.IdentityFieldsPerUnit, f.nameBytes+e.position()-start)
}
