package gqldoc_test

import (
	"os"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/gqldoc"
)

// serverSchema is the schema of the server.
func serverSchema(tb testing.TB) gqldoc.Schema {
	tb.Helper()
	text, err := os.ReadFile("../../graph/schema.graphql")
	if err != nil {
		tb.Fatal(err)
	}
	return loaded(tb, string(text))
}

func loaded(tb testing.TB, text string) gqldoc.Schema {
	tb.Helper()
	schema, err := gqlparser.LoadSchema(&ast.Source{Input: text})
	if err != nil {
		tb.Fatal(err)
	}
	return gqldoc.NewSchema(schema)
}

// valid is a document that the schema has nothing against.
func valid(tb testing.TB, schema gqldoc.Schema, text string) *ast.QueryDocument {
	tb.Helper()
	doc, err := gqldoc.Parse(text, manyTokens)
	if err != nil {
		tb.Fatalf("%s: %v", text, err)
	}
	if errs := schema.Validate(doc, true); len(errs) > 0 {
		tb.Fatalf("%s: %v", text, errs)
	}
	return doc
}

// widerSchema has what the server's schema has not: oneOf, Float, lists of lists, and
// members with default values.
const widerSchema = `
	type Query { f(choice: Choice, nested: [[Int]], float: Float, inner: Inner, any: Anything, names: [String!]): Int }
	input Choice @oneOf { a: Int b: String }
	input Inner { n: Int! = 5 kind: Kind = B list: [Int!] = 1 text: String }
	enum Kind { A B }
	scalar Anything
	directive @tag(name: String! = "x") on FIELD | QUERY | VARIABLE_DEFINITION
`

func TestNewSchemaLeavesOutWhatNothingIsOf(t *testing.T) {
	server, wider := serverSchema(t), loaded(t, widerSchema)
	for name, want := range map[string]bool{"Float": false, "Int": true, "ID": true, "DateTimeOffset": true} {
		if got := server.Types[name] != nil; got != want {
			t.Errorf("%s is there: %t", name, got)
		}
	}
	if wider.Types["Float"] == nil {
		t.Error("Float is left out where an argument is one")
	}
	if server.Directives["defer"] != nil || server.Directives["include"] == nil {
		t.Error("the directives are not those that the server has")
	}
}

// TestValidateRefusesLiterals has the kinds of faults that graphql-js finds in
// literals; make differential goes through the places of the server's schema.
func TestValidateRefusesLiterals(t *testing.T) {
	schema := loaded(t, widerSchema)
	for _, c := range []struct {
		arguments string
		column    int
		message   string
	}{
		{"choice: {}", 13, `OneOf Input Object "Choice" must specify exactly one key.`},
		{`choice: {a: 1, b: "x"}`, 13, `OneOf Input Object "Choice" must specify exactly one key.`},
		{"choice: {a: null}", 13, `Field "Choice.a" must be non-null.`},
		{"choice: {c: 1}", 14, `Field "c" is not defined by type "Choice".`},
		{"choice: [{a: 1}]", 13, `Expected value of type "Choice", found a list.`},
		{"nested: [[1, 2.5]]", 18, `Int cannot represent non-integer value: 2.5.`},
		{"nested: [1, [{}]]", 18, `Int cannot represent non-integer value: an object.`},
		{"nested: [2147483648]", 14, `Int cannot represent non 32-bit signed integer value: 2147483648.`},
		{`float: "1"`, 12, `Float cannot represent non numeric value: "1".`},
		{"inner: {n: null}", 16, `Expected value of type "Int!", found null.`},
		{`inner: {kind: "A"}`, 19, `Enum "Kind" cannot represent non-enum value: "A".`},
		{"inner: {kind: a}", 19, `Value "a" does not exist in "Kind" enum. Did you mean "A"`},
		{"inner: {list: [1, null]}", 23, `Expected value of type "Int!", found null.`},
		{"inner: {text: 5}", 19, `String cannot represent a non string value: 5.`},
		{`names: ["a", [“b”]]`, 0, ``},
		{`names: ["a", ["b"]]`, 18, `String cannot represent a non string value: a list.`},
	} {
		doc, err := gqldoc.Parse("{ f("+c.arguments+") }", manyTokens)
		if c.column == 0 {
			if err == nil {
				t.Errorf("%s is read", c.arguments)
			}
			continue
		}
		errs := schema.Validate(doc, true)
		if len(errs) == 0 || !strings.HasPrefix(errs[0].Message, c.message) || errs[0].Locations[0].Column != c.column {
			t.Errorf("%s: %v, and not %s in column %d", c.arguments, errs, c.message, c.column)
		}
		if hidden := schema.Validate(doc, false); len(hidden) == 0 || strings.Contains(hidden[0].Message, "Did you mean") {
			t.Errorf("%s: without suggestions %v", c.arguments, hidden)
		}
	}
	for _, right := range []string{
		`choice: {b: "x"}`, "nested: 1", "nested: [1, [2], null, [null]]", "float: 1", "float: 1e999", "inner: {}", "inner: {list: 1}",
		"any: 99999999999999999999", `any: {a: [1e999, {b: "x"}]}`, `names: "a"`, "names: []",
	} {
		valid(t, schema, "{ f("+right+") }")
	}
}

// TestArgumentsAreComputedFromTheVariables executes nothing: it computes arguments as
// gqlgen does.
func TestArgumentsAreComputedFromTheVariables(t *testing.T) {
	schema := loaded(t, widerSchema)
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
		doc := valid(t, schema, c.text)
		op := doc.Operations.ForName("A")
		values, errs := schema.Variables(op, c.vars)
		if len(errs) > 0 {
			t.Errorf("%s: %v", c.text, errs)
			continue
		}
		field, ok := op.SelectionSet[0].(*ast.Field)
		if !ok {
			field = doc.Fragments[0].SelectionSet[0].(*ast.Field)
		}
		if got := text(field.ArgumentMap(values)); got != c.want {
			t.Errorf("%s with %v: %s, and not %s", c.text, c.vars, got, c.want)
		}
	}
}
