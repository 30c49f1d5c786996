package plan

import (
	"context"
	"io"
	"sync"
)

// executions is a pool of executions, for their buffers.
var executions = sync.Pool{New: func() any { return new(Execution) }}

// New returns an execution of a plan. The context must have gqlgen's response context, to which
// errors are added.
func New(ctx context.Context, p *Plan, variables map[string]any, limits Limits) *Execution {
	e := executions.Get().(*Execution)
	e.ctx, e.plan, e.variables, e.meter = ctx, p, variables, newMeter(limits)
	return e
}

// Data is the data of an operation that was executed.
type Data struct{ execution *Execution }

// Data returns the data. The execution must not be used afterwards.
func (e *Execution) Data() *Data { return &Data{e} }

// MarshalGQL writes the data and frees its memory. It implements graphql.Marshaler. A second call
// panics.
func (d *Data) MarshalGQL(w io.Writer) {
	e := d.execution
	d.execution = nil
	defer e.free()
	for i, chunk := range e.before.full {
		_, _ = w.Write(chunk)
		e.before.full[i] = nil // w has a copy
	}
	_, _ = w.Write(e.data)
}

// free returns the execution to the pool. Its present chunk is kept if it is no larger than others.
func (e *Execution) free() {
	data, path := e.data[:0], e.path[:cap(e.path)]
	if cap(data) > chunkBytes {
		data = nil
	}
	clear(path) // the steps refer to plans
	*e = Execution{data: data, path: path[:0]}
	executions.Put(e)
}
