package engine

import (
	"cmp"
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/internal/gqldoc"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/models"
)

// Execution is an operation to execute.
type Execution struct {
	*gqldoc.Operation
	// IdempotencyKey is the caller's idempotency key. It may be empty.
	IdempotencyKey string
	// Retry identifies the request if the client may repeat it by itself. It is used if
	// IdempotencyKey is empty.
	Retry store.Retry
}

// Result is the result of an operation.
type Result struct {
	// Data is not encoded yet. It is nil if nothing was executed.
	Data   graphql.Marshaler
	Errors gqlerror.List
	// Replayed has the response paths of the results that were replayed from an earlier
	// request.
	Replayed []ast.Path
}

// Failure is the error of an operation that has no result.
type Failure struct {
	Err error
	// Rejected is true if the operation was not executed, because the server is busy.
	Rejected bool
}

// Unavailable reports whether the operation failed because the server is busy.
func (f *Failure) Unavailable() bool {
	e, ok := errors.AsType[*models.Error](f.Err)
	return f.Rejected || ok && e.Code == models.Unavailable
}

// Execute executes an operation. It calls respond once, with the result or a failure.
// respond encodes and sends the response.
func (x *Exchange) Execute(of Execution, respond func(*Result, *Failure)) {
	if of.Definition.Operation != ast.Mutation {
		x.run(of, respond)
		return
	}
	// A busy store rejects the whole request here. Each root field calls Mutate again,
	// within this call, and is not rejected.
	if err := x.engine.store.Mutate(x.ctx, nil, func(ctx context.Context) error {
		x.ctx = ctx
		x.run(of, respond)
		return nil
	}); err != nil {
		respond(nil, &Failure{err, true})
	}
}

func (x *Exchange) run(of Execution, respond func(*Result, *Failure)) {
	if err := x.memory.Reserve(of.Estimate.Memory()); err != nil {
		respond(nil, &Failure{err, true})
		return
	}
	result, err := x.resolve(of)
	if err != nil {
		respond(nil, &Failure{Err: err})
		return
	}
	respond(result, nil)
}

// resolve executes an operation. It holds a slot of the scheduler and, for a query, a view
// of the store. It releases both before the response is sent, so that a slow client does
// not delay other requests.
func (x *Exchange) resolve(of Execution) (result *Result, err error) {
	kind := of.Definition.Operation
	slot, err := x.engine.scheduler.Acquire(x.ctx, kind, of.Estimate.Cost)
	if err != nil {
		return nil, err
	}
	defer slot.Release()
	mutation := mutation{store: x.engine.store, idempotencyKey: of.IdempotencyKey, retry: of.Retry}
	limit := &responseLimit{types: x.engine.types, limits: x.engine.limits, memory: x.memory, slot: slot}
	execute := x.engine.executorOf(of, &mutation, limit)
	if kind == ast.Mutation {
		result = x.engine.execute(x.ctx, execute, x.errs)
	} else {
		err = x.engine.store.View(x.ctx, func(ctx context.Context) error {
			result = x.engine.execute(ctx, execute, x.errs)
			return nil
		})
	}
	if err := cmp.Or(err, limit.err()); err != nil {
		return nil, err
	}
	result.Replayed = mutation.replayed
	return result, nil
}

// executor executes an operation and returns its data. The context has gqlgen's response
// context, to which errors are added.
type executor func(context.Context) graphql.Marshaler

// execute executes an operation.
func (e *Engine) execute(ctx context.Context, operation executor, errs *errorList) *Result {
	if err := context.Cause(ctx); err != nil {
		return &Result{Errors: e.present(ctx, errs, err)}
	}
	ctx = graphql.WithResponseContext(ctx, errs.present, e.presenter.recoverPanic)
	data := operation(ctx)
	return &Result{Data: data, Errors: graphql.GetErrors(ctx)}
}

// gqlgenExecutor returns a function that executes an operation with gqlgen. It replaces gqlgen's
// own function, which encodes the data into a buffer without a size limit. The data of the result
// is encoded later, into a Body, which has a size limit.
func (e *Engine) gqlgenExecutor(of Execution, m *mutation, limit *responseLimit) executor {
	op := e.operationContext(of)
	op.RootResolverMiddleware = m.rootMiddleware(of.Definition.Operation)
	limit.op = op
	op.ResolverMiddleware = limit.resolve
	return func(ctx context.Context) graphql.Marshaler {
		return e.executable.Resolve(graphql.WithOperationContext(ctx, op), op)
	}
}

// present returns the errors of a response for causes.
func (e *Engine) present(ctx context.Context, errs *errorList, causes ...error) gqlerror.List {
	ctx = graphql.WithResponseContext(ctx, errs.present, e.presenter.recoverPanic)
	for _, err := range causes {
		if _, ok := errors.AsType[*gqlerror.Error](err); !ok {
			err = gqlerror.Wrap(err)
		}
		graphql.AddError(ctx, err)
	}
	return graphql.GetErrors(ctx)
}
