package variables_test

import (
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/gqldoc/doctest"
	"github.com/itemactivity/itemactivity/internal/gqldoc/variables"
	"github.com/itemactivity/itemactivity/internal/strictjson"
)

// TestArgumentsAreComputedFromTheVariables computes arguments in the same way as gqlgen,
// without executing an operation.
func TestArgumentsAreComputedFromTheVariables(t *testing.T) {
	schema := doctest.Load(t, doctest.WiderSchema)
	for _, c := range []struct {
		text string
		vars map[string]any
		want string
	}{
		{`query A($v: Int) { ...F } query B($v: Int = 7) { ...F } fragment F on Query { f(choice: {a: 1}, inner: {list: [1], text: "x", n: 1}, any: {a: $v}) }`, nil, "map[any:map[] choice:map[a:1] inner:map[list:[1] n:1 text:x]]"},
		{"query A($v: String) { ...F } query B($v: String = \"mallory\") { ...F } fragment F on Query { f(inner: {text: $v}) }", nil, "map[inner:map[]]"},
		{"query B($v: String = \"mallory\") { ...F } query A($v: String) { ...F } fragment F on Query { f(inner: {text: $v}) }", map[string]any{"v": nil}, "map[inner:map[text:<nil>]]"},
		{"query A($v: Int = 3) { f(nested: [[$v]]) }", nil, "map[nested:[[3]]]"},
		{"query A($v: Int) { f(nested: [[$v], null, 5]) }", nil, "map[nested:[[<nil>] <nil> [5]]]"},
		{"query A($v: [Int]) { f(nested: [$v]) }", map[string]any{"v": []any{}}, "map[nested:[[]]]"},
		{"query A { f(any: 99999999999999999999, float: 5) }", nil, "map[any:1e+20 float:5]"},
		{"query A { f(any: [1e999, -1e999]) }", nil, "map[any:[+Inf -Inf]]"},
	} {
		doc := doctest.Valid(t, schema, c.text)
		op := doc.Operations.ForName("A")
		values, errs := variables.Coerce(schema, op, strictjson.Of(c.vars))
		if len(errs) > 0 {
			t.Errorf("%s: %v", c.text, errs)
			continue
		}
		field, ok := op.SelectionSet[0].(*ast.Field)
		if !ok {
			field = doc.Fragments[0].SelectionSet[0].(*ast.Field)
		}
		if got := text(field.ArgumentMap(variables.Plain(schema, op, values))); got != c.want {
			t.Errorf("%s with %v: %s, want %s", c.text, c.vars, got, c.want)
		}
	}
}
