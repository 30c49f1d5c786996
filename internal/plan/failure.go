package plan

import (
	"context"
	"reflect"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/models"
)

// fieldContext returns gqlgen's context of the present value, as gqlgen's executor has it. It
// is made for errors and arguments only, because it takes several allocations.
func (e *Execution) fieldContext() context.Context { return e.contextOf(e.path) }

func (e *Execution) contextOf(path []step) context.Context {
	if len(path) == 0 {
		return graphql.WithFieldContext(e.ctx, &graphql.FieldContext{Object: e.plan.object})
	}
	last := path[len(path)-1]
	fc := &graphql.FieldContext{Index: &last.index}
	if f := last.field; f != nil {
		fc = &graphql.FieldContext{Object: f.object, Field: graphql.CollectedField{Field: f.field}, IsMethod: f.Method, IsResolver: f.Resolver}
	}
	return graphql.WithFieldContext(e.contextOf(path[:len(path)-1]), fc)
}

// addErrors adds an error, or each error of a list, to the response. The context is from
// fieldContext.
func addErrors(ctx context.Context, err error) {
	list, ok := err.(gqlerror.List) //nolint:errorlint // gqlgen's executor does not unwrap the error either
	if !ok {
		graphql.AddError(ctx, err)
	}
	for _, each := range list {
		graphql.AddError(ctx, each)
	}
}

// Fail adds the error of a field, or each of models.Errors, and appends null. The value is what was
// returned with the error. It is counted, as by gqlgen's executor.
func Fail(e *Execution, f *Field, value any, err error) bool {
	if len(f.selections) > 0 && value != nil {
		e.meter.objects(f, Length(value))
	} else {
		e.meter.value(f, 0)
	}
	if e.meter.aborted {
		return e.null()
	}
	ctx := e.fieldContext()
	for _, each := range models.EachError(err) {
		addErrors(ctx, graphql.AddFieldLocationToError(ctx, each))
	}
	return e.null()
}

// Length returns the number of objects in a value of a field.
func Length(value any) int {
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

// invalidNull appends null. If the type of the present value has no null, it adds an error.
func (e *Execution) invalidNull(nonNull bool, typeName string) bool {
	if nonNull && !e.meter.aborted {
		graphql.AddInvalidNullError(e.fieldContext(), typeName)
	}
	return e.null()
}
