package engine

import (
	"bytes"
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/engine/scheduler"
	"github.com/itemactivity/itemactivity/internal/gqldoc"
	"github.com/itemactivity/itemactivity/internal/plan"
)

// TestPlansPanicLikeGqlgen executes a query from its plan, with a panic in each of its fields in turn.
// With a panic in the same field, gqlgen must return the same data and the same error.
func TestPlansPanicLikeGqlgen(t *testing.T) {
	e := New(openExample(t), Options{Limits: DefaultLimits(), Logger: slog.New(slog.DiscardHandler)})
	operation := planned(t, e, `{
		nodes(ids: ["example-group", "none", "example-file", "example-activity", "~allTime~example-file"]) {
			id
			... on Group { displayName drive { id } members { totalCount nodes { isOwner addedDateTime user { id } } } }
			... on DriveItem { name createdBy { user { id } } parent { id name } analytics { allTime { access { actionCount } } } }
			... on ItemActivityStat { startDateTime activities { nodes { id } } }
		}
		item: driveItem(id: "example-file") { name file { mimeType } drive { items { edges { cursor node { id } } } } }
	}`)
	whole := resultOf(t, e, planWith(operation, 0, nil))
	paths := fieldsOf(t, e, operation)
	if len(whole.errs) != 0 || len(paths) < 35 {
		t.Fatalf("%d fields return %+v", len(paths), whole)
	}
	changed := 0
	for n, path := range paths {
		got := resultOf(t, e, planWith(operation, n+1, panics))
		if want := resultOf(t, e, gqlgenWith(e, operation, path, panics)); !reflect.DeepEqual(got, want) || len(got.errs) != 1 {
			t.Errorf("after a panic in %s, the plan returns\n%+v\nand gqlgen\n%+v", path, got, want)
		}
		if got.data != whole.data {
			changed++
		}
	}
	if changed < len(paths)/2 {
		t.Errorf("only %d panics changed the data", changed)
	}
}

// TestPlansEndLikeGqlgen cancels a query in each of its fields in turn. gqlgen must return the same
// data and the same errors. The objects of the query have one field with a resolver, because gqlgen
// resolves several at the same time.
func TestPlansEndLikeGqlgen(t *testing.T) {
	e := New(openExample(t), Options{Limits: DefaultLimits(), Logger: slog.New(slog.DiscardHandler)})
	for _, id := range []string{"one", "two", "three"} {
		created := planned(t, e, `mutation { createDriveItem(driveId: "example-drive", input: {id: "`+id+`", parentId: "example-folder", name: "`+id+`", file: {}}) { id } }`)
		if executedFrom(t, e, created, e.limits).errors != 0 {
			t.Fatal("an item was not created")
		}
	}
	operation := planned(t, e, `{ nodes(ids: ["one", "example-folder", "none", "example-group", "two"]) {
		id
		... on DriveItem { name children { nodes { id name } } }
		... on Group { displayName members { nodes { isOwner } } }
	} }`)
	paths, ended := fieldsOf(t, e, operation), 0
	for n, path := range paths {
		got := resultOf(t, e, planWith(operation, n+1, cancels))
		if want := resultOf(t, e, gqlgenWith(e, operation, path, cancels)); !reflect.DeepEqual(got, want) {
			t.Errorf("after the end in %s, the plan returns\n%+v\nand gqlgen\n%+v", path, got, want)
		}
		ended += min(len(got.errs), 1)
	}
	if ended < 10 {
		t.Errorf("only %d of %d queries ended early", ended, len(paths))
	}
}

// fieldsOf returns the paths of the fields of a query, in the order of its plan.
func fieldsOf(t *testing.T, e *Engine, operation gqldoc.Operation) (paths []string) {
	t.Helper()
	for {
		of := resultOf(t, e, planWith(operation, len(paths)+1, panics))
		if len(of.errs) == 0 {
			return paths
		}
		path := of.errs[0].Path.String()
		if slices.Contains(paths, path) {
			t.Fatalf("panics in several fields have an error of %s", path)
		}
		paths = append(paths, path)
	}
}

// fault happens in a field of a query, which cancel ends.
type fault func(cancel context.CancelFunc)

func panics(context.CancelFunc) { panic("a fault") }

func cancels(cancel context.CancelFunc) { cancel() }

// execution returns an executor of a query, which cancel ends.
type execution func(limit *responseLimit, cancel context.CancelFunc) executor

// planWith executes a plan with a fault in its nth field, counted from 1.
func planWith(operation gqldoc.Operation, n int, happens fault) execution {
	return func(limit *responseLimit, cancel context.CancelFunc) executor {
		return func(ctx context.Context) graphql.Marshaler {
			begun := 0
			execution := plan.New(ctx, operation.Plan, operation.Variables, beginLimits{planLimits{limit}, func() {
				if begun++; begun == n {
					happens(cancel)
				}
			}})
			execution.Query()
			return execution.Data()
		}
	}
}

// beginLimits calls begin before each field.
type beginLimits struct {
	planLimits
	begin func()
}

func (l beginLimits) Yield(context.Context) { l.begin() }

// gqlgenWith executes a query with gqlgen, with a fault in the field at a path.
func gqlgenWith(e *Engine, operation gqldoc.Operation, path string, happens fault) execution {
	return func(limit *responseLimit, cancel context.CancelFunc) executor {
		op := e.operationContext(Execution{Operation: &operation})
		op.RootResolverMiddleware = new(mutation).rootMiddleware(ast.Query)
		limit.op = op
		op.ResolverMiddleware = func(ctx context.Context, next graphql.Resolver) (any, error) {
			if graphql.GetPath(ctx).String() == path {
				happens(cancel)
			}
			return limit.resolve(ctx, next)
		}
		return func(ctx context.Context) graphql.Marshaler {
			return e.executable.Resolve(graphql.WithOperationContext(ctx, op), op)
		}
	}
}

// faultResult is the result of a query. The errors have no extensions, and are sorted.
type faultResult struct {
	data string
	errs gqlerror.List
}

// resultOf executes a query.
func resultOf(t *testing.T, e *Engine, of execution) (r faultResult) {
	t.Helper()
	ctx, cancel := context.WithCancel(auth.WithPrincipal(t.Context(), auth.Local()))
	defer cancel()
	x := e.Begin(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodPost, "/", nil))
	defer x.End()
	execute := of(&responseLimit{types: e.types, limits: e.limits, memory: x.memory, slot: new(scheduler.Slot)}, cancel)
	if err := e.store.View(x.ctx, func(ctx context.Context) error {
		result := e.execute(ctx, execute, x.errs)
		var b bytes.Buffer
		result.Data.MarshalGQL(&b)
		r.data = b.String()
		for _, err := range result.Errors {
			r.errs = append(r.errs, &gqlerror.Error{Message: err.Message, Path: err.Path, Locations: err.Locations})
		}
		return nil
	}); err != nil && ctx.Err() == nil {
		t.Fatal(err)
	}
	slices.SortFunc(r.errs, func(a, b *gqlerror.Error) int { return cmp.Compare(a.Error(), b.Error()) })
	return r
}
