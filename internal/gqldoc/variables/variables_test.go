package variables_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/gqldoc/doctest"
	"github.com/itemactivity/itemactivity/internal/gqldoc/variables"
	"github.com/itemactivity/itemactivity/internal/strictjson"
	"github.com/itemactivity/itemactivity/models"
)

func text(value any) string { return fmt.Sprint(value) }

// decoded returns the variables of a request.
func decoded(tb testing.TB, text string) strictjson.Value {
	tb.Helper()
	values, err := strictjson.Decode(strictjson.Text{Bytes: []byte(text)})
	if err != nil {
		tb.Fatalf("%s: %v", text, err)
	}
	return values
}

// TestVariablesAreCoerced has the values that graphql-js's getVariableValues returns.
func TestVariablesAreCoerced(t *testing.T) {
	server, wider := doctest.ServerSchema(t), doctest.Load(t, doctest.WiderSchema)
	groups, nodes := "{ groups(first: $v) { totalCount } }", "{ nodes(ids: $v) { id } }"
	for _, c := range []struct {
		schema            *ast.Schema
		definition, field string
		given, want       string
	}{
		{server, "$v: Int", groups, `{}`, "map[]"},
		{server, "$v: Int", groups, `{"v": null}`, "map[v:<nil>]"},
		{server, "$v: Int", groups, `{"v": 10.0}`, "map[v:10]"},
		{server, "$v: Int", groups, `{"v": 1e1}`, "map[v:10]"},
		{server, "$v: Int", groups, `{"v": -2147483648}`, "map[v:-2147483648]"},
		{server, "$v: Int", groups, `{"v": -0.0}`, "map[v:0]"},
		{server, "$v: Int = 5", groups, `{}`, "map[v:5]"},
		{server, "$v: Int = 5", groups, `{"v": null}`, "map[v:<nil>]"},
		{server, "$v: Int = 5", groups, `{"v": 6, "other": [{}]}`, "map[v:6]"},
		{server, "$v: [ID!]!", nodes, `{"v": ["a", 5, 10.0, 1e3, -0]}`, "map[v:[a 5 10 1000 0]]"},
		{server, "$v: [ID!]!", nodes, `{"v": 12345678901234567890}`, "map[v:[12345678901234567890]]"},
		{server, "$v: [ID!]!", nodes, `{"v": []}`, "map[v:[]]"},
		{server, "$v: [ID!]! = 7", nodes, `{}`, "map[v:[7]]"},
		{wider, "$v: [[Int]]", "{ f(nested: $v) }", `{"v": 1}`, "map[v:[[1]]]"},
		{wider, "$v: [[Int]]", "{ f(nested: $v) }", `{"v": [1, [2, null], null]}`, "map[v:[[1] [2 <nil>] <nil>]]"},
		{wider, "$v: Float", "{ f(float: $v) }", `{"v": 1}`, "map[v:1]"},
		{wider, "$v: Inner", "{ f(inner: $v) }", `{"v": {}}`, "map[v:map[kind:B list:[1] n:5]]"},
		{wider, "$v: Inner", "{ f(inner: $v) }", `{"v": {"n": 1.0, "kind": null, "list": 2, "text": ""}}`, "map[v:map[kind:<nil> list:[2] n:1 text:]]"},
		{wider, "$v: Inner = {text: \"x\"}", "{ f(inner: $v) }", `{}`, "map[v:map[kind:B list:[1] n:5 text:x]]"},
		{wider, "$v: Choice", "{ f(choice: $v) }", `{"v": {"a": 1}}`, "map[v:map[a:1]]"},
	} {
		doc := doctest.Valid(t, c.schema, "query("+c.definition+") "+c.field)
		given := decoded(t, c.given)
		got, errs := variables.Coerce(c.schema, doc.Operations[0], given)
		if len(errs) > 0 {
			t.Errorf("%s with %s: %v", c.definition, c.given, errs)
			continue
		}
		if got := text(variables.Plain(c.schema, doc.Operations[0], got)); got != c.want {
			t.Errorf("%s with %s: %s, want %s", c.definition, c.given, got, c.want)
		}
	}
}

// TestVariablesAreRefused has values that getVariableValues rejects. Each error must have the
// argument, and the location of the variable's definition.
func TestVariablesAreRefused(t *testing.T) {
	server, wider := doctest.ServerSchema(t), doctest.Load(t, doctest.WiderSchema)
	groups, nodes := "{ groups(first: $v) { totalCount } }", "{ nodes(ids: $v) { id } }"
	drive := "{ itemActivities(filter: {groupId: \"g\"}, orderBy: $v) { totalCount } }"
	times := "{ itemActivities(filter: {activityDateTime: {from: $v}}) { totalCount } }"
	for _, c := range []struct {
		schema            *ast.Schema
		definition, field string
		given             string
		arguments         string
		message           string
	}{
		{server, "$v: Int!", groups, `{}`, "v", `Variable "$v" of required type "Int!" was not provided.`},
		{server, "$v: Int!", groups, `{"v": null}`, "v", `Variable "$v" of non-null type "Int!" must not be null.`},
		{server, "$v: Int! = 5", groups, `{"v": null}`, "v", `Variable "$v" of non-null type "Int!" must not be null.`},
		{server, "$v: Int", groups, `{"v": 1.5}`, "v", "Int cannot represent non-integer value: 1.5."},
		{server, "$v: Int", groups, `{"v": 2147483648}`, "v", "Int cannot represent non 32-bit signed integer value: 2147483648."},
		{server, "$v: Int", groups, `{"v": 1e400}`, "v", "Int cannot represent non-integer value: 1e400."},
		{server, "$v: Int", groups, `{"v": "1"}`, "v", `Int cannot represent non-integer value: "1".`},
		{server, "$v: Int", groups, `{"v": {}}`, "v", "Int cannot represent non-integer value: an object."},
		{server, "$v: [ID!]!", nodes, `{"v": ["a", null, 1.5, true]}`, "v.1 v.2 v.3", `Expected non-nullable type "ID!" not to be null.`},
		{server, "$v: [ID!]!", nodes, `{"v": ["a", null]}`, "v.1", `Variable "$v" got invalid value null at "v.1"; Expected non-nullable type "ID!" not to be null.`},
		{server, "$v: Int", groups, `{"v": true}`, "v", `Variable "$v" got invalid value true at "v"; Int cannot represent non-integer value: true.`},
		{server, "$v: Int", groups, `{"v": {"a": [null]}}`, "v", `Variable "$v" got invalid value an object at "v"; Int cannot represent non-integer value: an object.`},
		{server, "$v: [ID!]!", nodes, `{"v": [[null]]}`, "v.0", `Variable "$v" got invalid value a list at "v.0"; ID cannot represent value: a list.`},
		{server, "$v: DateTimeOffset", times, `{"v": "2017-02-30T00:00:00Z"}`, "v", `Expected type "DateTimeOffset". "2017-02-30T00:00:00Z" is not a valid DateTimeOffset: the month does not have this day. A valid example is "2017-01-01T00:02:10.8639373+03:00".`},
		{server, "$v: DateTimeOffset", times, `{"v": [null]}`, "v", `got invalid value a list at "v"; Expected type "DateTimeOffset". A DateTimeOffset must be a string such as "2017-01-01T00:02:10.8639373+03:00".`},
		{server, "$v: [ID!]!", nodes, `{"v": [["a"]]}`, "v.0", "ID cannot represent value: a list."},
		{server, "$v: ItemActivityOrder", drive, `{"v": "recorded_date_time_desc"}`, "v", `Value "recorded_date_time_desc" does not exist in "ItemActivityOrder" enum.`},
		{server, "$v: ItemActivityOrder", drive, `{"v": 0}`, "v", `Enum "ItemActivityOrder" cannot represent non-string value: 0.`},
		{wider, "$v: Float", "{ f(float: $v) }", `{"v": 1e999}`, "v", "Float cannot represent non numeric value: 1e999."},
		{wider, "$v: Inner", "{ f(inner: $v) }", `{"v": {"n": null, "other": 1, "__typename": "Inner"}}`, "v.n v.__typename v.other", `Expected non-nullable type "Int!" not to be null.`},
		{wider, "$v: Inner", "{ f(inner: $v) }", `{"v": [{}]}`, "v", `Expected type "Inner" to be an object.`},
		{wider, "$v: Choice", "{ f(choice: $v) }", `{"v": {}}`, "v", `Exactly one key must be specified for OneOf type "Choice".`},
		{wider, "$v: Choice", "{ f(choice: $v) }", `{"v": {"a": 1, "b": "x"}}`, "v", `Exactly one key must be specified for OneOf type "Choice".`},
		{wider, "$v: Choice", "{ f(choice: $v) }", `{"v": {"a": null}}`, "v", `Field "a" must be non-null.`},
		{wider, "$v: Anything", "{ f(any: $v) }", `{"v": 5}`, "v", "Anything cannot represent a non string value: 5."},
	} {
		doc := doctest.Valid(t, c.schema, "query(\n"+c.definition+") "+c.field)
		_, errs := variables.Coerce(c.schema, doc.Operations[0], decoded(t, c.given))
		var arguments []string
		for _, err := range errs {
			refusal, ok := errors.AsType[*models.Error](err)
			if !ok || refusal.Code != models.BadUserInput || len(err.Locations) != 1 || err.Locations[0].Line != 2 || err.Locations[0].Column != 1 {
				t.Fatalf("%s with %s: %v at %v", c.definition, c.given, err, err.Locations)
			}
			arguments = append(arguments, refusal.Argument)
		}
		if strings.Join(arguments, " ") != c.arguments || !strings.HasSuffix(errs[0].Message, c.message) {
			t.Errorf("%s with %s: %v %v, want %s at %s", c.definition, c.given, arguments, errs, c.message, c.arguments)
		}
	}
}

func TestMessagesAndErrorsAreBounded(t *testing.T) {
	schema := doctest.ServerSchema(t)
	doc := doctest.Valid(t, schema, "query($v: [ID!]!) { nodes(ids: $v) { id } }")
	given := map[string]any{"v": []any{strings.Repeat("x", 1<<20), map[string]any{}}}
	for range 1000 {
		given["v"] = append(given["v"].([]any), map[string]any{strings.Repeat("y", 1<<10): 1})
	}
	_, errs := variables.Coerce(schema, doc.Operations[0], strictjson.Of(given))
	if len(errs) != 100 {
		t.Errorf("%d errors", len(errs))
	}
	doc = doctest.Valid(t, schema, "query($v: ItemActivityFilter!) { itemActivities(filter: $v) { totalCount } }")
	_, errs = variables.Coerce(schema, doc.Operations[0], strictjson.Of(map[string]any{"v": map[string]any{strings.Repeat("é", 1<<16): 1, "groupId": json.Number(strings.Repeat("9", 1<<16))}}))
	if len(errs) != 2 {
		t.Errorf("%d errors", len(errs))
	}
	long := strings.Repeat("n", 1<<15)
	doc = doctest.Valid(t, schema, "query($"+long+": Int!) { groups(first: $"+long+") { totalCount } }")
	for _, given := range []map[string]any{{}, {long: nil}, {long: "x"}} {
		_, more := variables.Coerce(schema, doc.Operations[0], strictjson.Of(given))
		if len(more) != 1 || len(more[0].Message) > 1000 {
			t.Errorf("%d errors about a long name", len(more))
		}
	}
	for _, err := range errs {
		if refusal, _ := errors.AsType[*models.Error](err); len(refusal.Message)+len(refusal.Argument) > 1000 {
			t.Errorf("an error has %d bytes", len(refusal.Message)+len(refusal.Argument))
		}
	}
}

func TestCheckNulls(t *testing.T) {
	schema := doctest.ServerSchema(t)
	for _, c := range []struct{ text, arguments string }{
		{`query($v: ID = "x") { node(id: $v) { id } }`, "id"},
		{`query($v: ID = "x") { nodes(ids: ["a", $v]) { id } }`, "ids.1"},
		{`query($v: Boolean = true) { me @include(if: $v) { id } }`, "if"},
		{`query($v: Boolean = true) { me { ...F @skip(if: $v) } } fragment F on User { id }`, "if"},
		{`query($v: Boolean = true) { me { ... @skip(if: $v) { id } } }`, "if"},
		// gqlgen reads both conditions of a selection, and those of each spread.
		{`query($v: Boolean = true) { me @skip(if: true) @include(if: $v) { id } }`, "if"},
		{`query($v: Boolean = true) { me @skip(if: $v) @include(if: $v) { id } }`, "if if"},
		{`query($v: Boolean = true) { a: me { ...F } b: me { ...F @skip(if: $v) } } fragment F on User { id }`, "if"},
		{`mutation($v: Boolean) { createItemActivities(inputs: [], atomic: $v) { error { code } } }`, "atomic"},
		{`mutation($v: String = "x") { createGroup(input: {displayName: $v}) { id } }`, "input.displayName"},
		{`query($v: ID = "x") { a: node(id: $v) { id } b: node(id: $v) { id } }`, "id id"},
		{`query($v: ID = "x") { ...F ...F } fragment F on Query { node(id: $v) { id } }`, "id"},
		// Selections that are not included, and positions that may be null.
		{`query($v: ID = "x") { node(id: $v) @skip(if: true) { id } }`, ""},
		{`query($v: ID = "x") { ...F @include(if: false) } fragment F on Query { node(id: $v) { id } }`, ""},
		{`query($v: Int) { groups(first: $v) { totalCount } }`, ""},
		{`query($v: ID = "x") { itemActivities(filter: {groupId: $v, actor: {user: {id: null}}}) { totalCount } }`, ""},
		{`query($v: DateTimeOffset) { itemActivities(filter: {activityDateTime: {from: $v}}) { totalCount } }`, ""},
	} {
		doc := doctest.Valid(t, schema, c.text)
		values, errs := variables.Coerce(schema, doc.Operations[0], strictjson.Of(map[string]any{"v": nil}))
		if len(errs) > 0 {
			t.Fatalf("%s: %v", c.text, errs)
		}
		var arguments []string
		for _, err := range variables.CheckNulls(schema, doc, doc.Operations[0], values) {
			refusal, _ := errors.AsType[*models.Error](err)
			arguments = append(arguments, refusal.Argument)
			if len(err.Locations) != 1 || !strings.HasPrefix(c.text[err.Locations[0].Column-1:], "$v") {
				t.Errorf("%s: the locations are %v", c.text, err.Locations)
			}
		}
		if got := strings.Join(arguments, " "); got != c.arguments {
			t.Errorf("%s: null is rejected at %q, want %q", c.text, got, c.arguments)
		}
		given, errs := variables.Coerce(schema, doc.Operations[0], strictjson.Value{})
		if errs != nil || variables.CheckNulls(schema, doc, doc.Operations[0], given) != nil {
			t.Errorf("%s is rejected without null", c.text)
		}
	}
}

// TestLongNamesAreShortened checks that long names of variables and of input fields are
// shortened in the argument of an error.
func TestLongNamesAreShortened(t *testing.T) {
	long := strings.Repeat("n", 60_000)
	short := strings.Repeat("n", 64) + "…"
	for _, c := range []struct{ schema, definition, field, given, argument string }{
		{"server", "$LONG: Int!", "{ groups(first: $LONG) { totalCount } }", `{}`, short},
		{"server", "$LONG: Int!", "{ groups(first: $LONG) { totalCount } }", `{"LONG": null}`, short},
		{"server", "$LONG: [ID!]!", "{ nodes(ids: $LONG) { id } }", `{"LONG": ["a", []]}`, short + ".1"},
		{"server", "$LONG: ItemActivityFilter!", "{ itemActivities(filter: $LONG) { totalCount } }", `{"LONG": {"LONG": 1}}`, short + "." + short},
		{"wider", "$v: Choice", "{ f(choice: $v) }", `{"v": {"LONG": null}}`, "v." + short},
	} {
		schema := doctest.ServerSchema(t)
		if c.schema == "wider" {
			schema = doctest.Load(t, doctest.WiderSchema)
		}
		filled := func(text string) string { return strings.ReplaceAll(text, "LONG", long) }
		doc := doctest.Valid(t, schema, filled("query("+c.definition+") "+c.field))
		_, errs := variables.Coerce(schema, doc.Operations[0], decoded(t, filled(c.given)))
		if len(errs) == 0 {
			t.Errorf("%s with %s is accepted", c.definition, c.given)
			continue
		}
		for _, err := range errs {
			if refusal, _ := errors.AsType[*models.Error](err); len(refusal.Argument) > 300 || len(err.Message) > 1000 {
				t.Errorf("%s with %s: an argument of %d bytes, a message of %d", c.definition, c.given, len(refusal.Argument), len(err.Message))
			}
		}
		if refusal, _ := errors.AsType[*models.Error](errs[0]); refusal.Argument != c.argument {
			t.Errorf("%s with %s: the argument is %.300s, want %s", c.definition, c.given, refusal.Argument, c.argument)
		}
	}
}

// TestQuotedValues checks that a message quotes a text as a JSON string.
func TestQuotedValues(t *testing.T) {
	schema := doctest.ServerSchema(t)
	doc := doctest.Valid(t, schema, "query($v: Int) { groups(first: $v) { totalCount } }")
	_, errs := variables.Coerce(schema, doc.Operations[0], strictjson.Of(map[string]any{"v": "a\"\\\x01\n"}))
	if want := `Int cannot represent non-integer value: "a\"\\\u0001\n".`; len(errs) != 1 || !strings.HasSuffix(errs[0].Message, want) {
		t.Errorf("%v, want %s", errs, want)
	}
}
