package plan_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/itemactivity/itemactivity/internal/plan"
)

// item is an object of the test schema. Its name panics if it is empty.
type item struct{ name string }

const testSchema = `
type Query { strict: [Item!] loose: [Item] required: [Item!]! }
type Item { name: String! label: String member: String items: [Item!]! }`

// itemsOf returns the object types of the test schema. Every list has the same items.
func itemsOf(items []*item) []*plan.ObjectType {
	list := &plan.Accessor{Method: true, Resolver: true, Append: func(e *plan.Execution, f *plan.Field, _, _ any) bool {
		return plan.List(e, f, items)
	}}
	text := &plan.Accessor{Method: true, Resolver: true, Append: func(e *plan.Execution, f *plan.Field, o, _ any) bool {
		if o.(*item).name == "" {
			panic("there is no name")
		}
		return plan.String(e, f, o.(*item).name)
	}}
	member := &plan.Accessor{Append: text.Append}
	types, query := mediaTypes()
	query["strict"], query["loose"], query["required"] = list, list, list
	return append(types,
		&plan.ObjectType{Name: "Query", Fields: query},
		&plan.ObjectType{Name: "Item", Fields: map[string]*plan.Accessor{"name": text, "label": text, "member": member, "items": list}},
	)
}

// planOf returns the plan of a query.
func planOf(t *testing.T, query string, items []*item) *plan.Plan {
	t.Helper()
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: testSchema + mediaSchema})
	doc, errs := gqlparser.LoadQueryWithRules(schema, query, rules.NewDefaultRules())
	if errs != nil {
		t.Fatal(errs)
	}
	made, reason := plan.NewCompiler(schema, itemsOf(items)).Compile(doc, doc.Operations[0], nil)
	if made == nil {
		t.Fatalf("%s has no plan: %s", query, reason)
	}
	return made
}

// execute executes a plan, and returns the data and the errors.
func execute(ctx context.Context, p *plan.Plan, limits plan.Limits) (data string, errs gqlerror.List) {
	ctx = graphql.WithResponseContext(ctx, graphql.DefaultErrorPresenter, func(_ context.Context, value any) error {
		return errors.New(fmt.Sprint(value))
	})
	execution := plan.New(ctx, p, nil, limits)
	execution.Query()
	var b bytes.Buffer
	execution.Data().MarshalGQL(&b)
	return b.String(), graphql.GetErrors(ctx)
}

// wideLimits do not limit the response. yield is called before each field. It may be nil.
type wideLimits struct{ yield func() }

func (l wideLimits) Yield(context.Context) {
	if l.yield != nil {
		l.yield()
	}
}
func (wideLimits) Check(int64, int64, int64) (int64, bool) { return 1 << 40, true }
func (wideLimits) TooLarge()                               {}
func (wideLimits) Maximum() (units, bytes int64)           { return 1 << 40, 1 << 40 }
