package plan

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
)

// Execution is one execution of a plan. One goroutine uses it.
type Execution struct {
	// ctx is the context of the operation, or of the mutation that is executed.
	ctx       context.Context
	plan      *Plan
	variables map[string]any
	meter     meter
	// run is nil for a query.
	run RunMutation
	// data is the present chunk of the encoded data, and before has those that precede it.
	data   []byte
	before chunks
	// path has the fields and the list positions that lead to the present value.
	path []step
}

// step is a field or, if the field is nil, a position in a list.
type step struct {
	field *Field
	index int
}

// Context returns the context for resolvers. It does not have gqlgen's context of the field.
func (e *Execution) Context() context.Context { return e.ctx }

// Spent returns the cost and the size of the response so far. Tests compare them with those of
// gqlgen's executor.
func (e *Execution) Spent() (units, bytes int64) { return e.meter.units, e.meter.bytes }

// Query executes a query.
func (e *Execution) Query() { e.object(e.plan.fields, nil, (*Execution).field) }

// RunMutation executes a root field of a mutation, which has a response name and is of a non-null
// type or not. It calls resolve with the context of the mutation. resolve appends the value of the
// field and returns false if the value is null. If resolve is called again, the new value replaces
// the earlier one. If it is not called, the value is null. RunMutation returns false if the value
// is null.
type RunMutation func(ctx context.Context, name string, nonNull bool, resolve func(context.Context) bool) (ok bool)

// Mutation executes a mutation. It calls run for each root field.
func (e *Execution) Mutation(run RunMutation) {
	e.run = run
	e.object(e.plan.fields, nil, (*Execution).rootField)
}

// rootField appends the value of a root field of a mutation.
func (e *Execution) rootField(f *Field, _ any) bool {
	start, ctx := e.position(), e.ctx
	resolved := false
	ok := e.run(ctx, f.field.Alias, f.nonNull, func(inner context.Context) bool {
		e.truncate(start)
		e.ctx, resolved = inner, true
		return e.field(f, nil)
	})
	e.ctx = ctx
	if !resolved {
		return e.null()
	}
	return ok
}

// object appends an object with the fields of a selection, whose values the function field
// appends. It appends null and returns false if a field is null that must not be.
func (e *Execution) object(fields []Field, object any, field func(*Execution, *Field, any) bool) bool {
	start, ok := e.position(), true
	e.meter.fields += len(fields)
	e.data = append(e.data, '{')
	for i := range fields {
		f := &fields[i]
		if i > 0 {
			e.data = append(e.data, ',')
		}
		e.data = append(e.data, f.name...)
		if f.typename != nil {
			e.data = append(e.data, f.typename...)
			continue
		}
		if !field(e, f, object) && f.nonNull {
			ok = false
		}
	}
	e.data = append(e.data, '}')
	e.meter.encoded(e.position(), e.memory())
	if !ok {
		e.truncate(start)
		return e.null()
	}
	e.split()
	return true
}

// null appends null.
func (e *Execution) null() bool {
	e.data = append(e.data, "null"...)
	return false
}

// field appends the value of a field of an object, without its name. It returns false if the
// value is null.
func (e *Execution) field(f *Field, object any) (ok bool) {
	e.path = append(e.path, step{field: f})
	if e.meter.whole {
		ok = e.resolve(f, object) // a panic makes the whole identity set null
	} else {
		ok = e.recovered(f, object)
	}
	e.path = e.path[:len(e.path)-1]
	return ok
}

// recovered appends the value of a field. A panic in its code is an error of the field.
func (e *Execution) recovered(f *Field, object any) (ok bool) {
	start, depth := e.position(), len(e.path)
	defer func() {
		if p := recover(); p != nil {
			e.path = e.path[:depth]
			e.truncate(start)
			e.meter.whole = false
			ctx := e.fieldContext()
			addErrors(ctx, graphql.Recover(ctx, p))
			ok = e.null()
		}
	}()
	return e.resolve(f, object)
}

func (e *Execution) resolve(f *Field, object any) (ok bool) {
	var arguments any
	if f.call != nil {
		if arguments = f.call.arguments; f.call.decodes {
			arguments = f.decode(e.variables)
		}
	}
	if !e.meter.begin(e.ctx) {
		return e.null()
	}
	return f.Append(e, f, object, arguments)
}
