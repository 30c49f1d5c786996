package validation_test

import (
	"runtime"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/gqldoc/doctest"
	"github.com/itemactivity/itemactivity/internal/gqldoc/syntax"
	"github.com/itemactivity/itemactivity/internal/gqldoc/validation"
)

// longName is a name that is about as long as a document may be.
var longName = strings.Repeat("b", 63_000)

// maxMessageBytes is the maximum length of a message.
const maxMessageBytes = 2100

// TestMessagesAreBounded has a document for each rule whose message quotes a name. LONG
// stands for a name of 63,000 characters.
func TestMessagesAreBounded(t *testing.T) {
	schema := doctest.Load(t, doctest.WiderSchema+"type Subscription { a: Int b: Int } type Other { a: Int } extend type Query { other: Other }")
	for _, c := range []struct{ text, message string }{
		{"{ LONG }", `Cannot query field "bbb`},
		{"{ f @LONG }", `Unknown directive "@bbb`},
		{"{ f(LONG: 1) }", `Unknown argument "bbb`},
		{"{ f @tag(LONG: 1) }", `Unknown argument "bbb`},
		{"{ ... on LONG { f } }", `Unknown type "bbb`},
		{"query($v: LONG) { f }", `Unknown type "bbb`},
		{"{ ...LONG }", `Unknown fragment "bbb`},
		{"{ f } fragment LONG on Query { f }", `Fragment "bbb`},
		{"{ f } fragment LONG on Kind { f }", `Fragment "bbb`},
		{"{ ...LONG } fragment LONG on Query { ...LONG }", `Cannot spread fragment "bbb`},
		{"{ other { ...LONG } } fragment LONG on Query { f }", `Fragment "bbb`},
		{"{ ...LONG } fragment LONG on Query { f } fragment LONG on Query { f }", `There can be only one fragment named "bbb`},
		{"query LONG { f } query LONG { f }", `There can be only one operation named "bbb`},
		{"query LONG($v: Int) { f }", `Variable "$v" is never used in operation "bbb`},
		{"query($LONG: Int) { f }", `Variable "$bbb`},
		{"query($LONG: Int, $LONG: Int) { f(float: $LONG) }", `There can be only one variable named "$bbb`},
		{"query($LONG: Query) { f(float: $LONG) }", `Variable "$bbb`},
		{"query($LONG: String) { f(float: $LONG) }", `Variable "$bbb`},
		{"{ f(float: $LONG) }", `Variable "$bbb`},
		{"query($LONG: Int = 1.5) { f(float: $LONG) }", `Int cannot represent`},
		{"{ f(LONG: 1, LONG: 2) }", `There can be only one argument named "bbb`},
		{"{ f(inner: {LONG: 1}) }", `Field "bbb`},
		{"{ f(inner: {LONG: 1, LONG: 2}) }", `There can be only one input field named "bbb`},
		{"{ f(choice: {LONG: null}) }", `Field "Choice.bbb`},
		{"{ f(inner: {kind: LONG}) }", `Value "bbb`},
		{`{ f(inner: {kind: "LONG"}) }`, `Enum "Kind" cannot represent non-enum value`},
		{`{ f(float: "LONG") }`, `Float cannot represent non numeric value: "bbb`},
		{"{ LONG: f LONG: other { a } }", `Fields "bbb`},
		{"subscription LONG { a b }", `Subscription "bbb`},
	} {
		doc, err := syntax.Parse(strings.ReplaceAll(c.text, "LONG", longName), doctest.ManyTokens)
		if err != nil {
			t.Fatalf("%s: %v", c.text, err)
		}
		found := false
		for _, err := range validation.New(schema, true).Validate(doc) {
			found = found || strings.HasPrefix(err.Message, c.message)
			if len(err.Message) > maxMessageBytes {
				t.Errorf("%s: a message of %s has %d bytes: %.60s", c.text, err.Rule, len(err.Message), err.Message)
			}
			if err.Err != nil && len(err.Err.Error()) > maxMessageBytes {
				t.Errorf("%s: an error of %s has %d bytes", c.text, err.Rule, len(err.Err.Error()))
			}
		}
		if !found {
			t.Errorf("%s: no message begins with %s", c.text, c.message)
		}
	}
}

// TestSuggestionsAreBounded validates a long name in a fragment that 20 operations use. A
// comparison of that name with the names of the schema would allocate 1.5 MB for each
// operation.
func TestSuggestionsAreBounded(t *testing.T) {
	schema := doctest.ServerSchema(t)
	operations := strings.Repeat("mutation{...F} ", 20)
	for _, c := range []struct{ fragment, message string }{
		{"fragment F on Mutation{LONG}", `Cannot query field "bbb`},
		{"fragment F on Mutation{createGroup(LONG:1){id}}", `Unknown argument "bbb`},
		{"fragment F on Mutation{createGroup(input:{LONG:1}){id}}", `Field "bbb`},
		{"fragment F on Mutation{... on LONG{a}}", `Unknown type "bbb`},
		{"fragment F on Mutation{__typename @LONG}", `Unknown directive "@bbb`},
	} {
		doc, err := syntax.Parse(operations+strings.ReplaceAll(c.fragment, "LONG", longName), doctest.ManyTokens)
		if err != nil {
			t.Fatalf("%s: %v", c.fragment, err)
		}
		validator := validation.New(schema, true)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		errs := validator.Validate(doc)
		runtime.ReadMemStats(&after)
		count := 0
		for _, err := range errs {
			if strings.HasPrefix(err.Message, c.message) {
				count++
			}
		}
		if count != 1 {
			t.Errorf("%s: %d errors begin with %s", c.fragment, count, c.message)
		}
		if allocated := after.TotalAlloc - before.TotalAlloc; allocated > uint64(8*len(longName)) {
			t.Errorf("%s: validation allocates %d bytes for a document of %d", c.fragment, allocated, len(longName))
		}
	}
}

// TestSuggestions checks that a misspelled name gets the suggestions of graphql-js, and none if
// suggestions are disabled.
func TestSuggestions(t *testing.T) {
	schema := doctest.Load(t, `
		type Query { drives: [Drive!] node: Node sole: Kind }
		interface Node { id: ID }
		interface Named implements Node { id: ID name: String }
		type Drive implements Node & Named { id: ID name: String size: Int }
		type User implements Node & Named { id: ID name: String }
		enum Kind { A }
	`)
	for text, message := range map[string]string{
		"{ drivez { id } }":      `Cannot query field "drivez" on type "Query". Did you mean "drives"?`,
		"{ nothing }":            `Cannot query field "nothing" on type "Query".`,
		"{ node { name } }":      `Cannot query field "name" on type "Node". Did you mean to use an inline fragment on "Named", "Drive", or "User"?`,
		"{ node { size } }":      `Cannot query field "size" on type "Node". Did you mean to use an inline fragment on "Drive"?`,
		"{ node { idd } }":       `Cannot query field "idd" on type "Node". Did you mean "id"?`,
		"{ drives { sise id } }": `Cannot query field "sise" on type "Drive". Did you mean "size"?`,
	} {
		doc, err := syntax.Parse(text, doctest.ManyTokens)
		if err != nil {
			t.Fatal(err)
		}
		for _, suggestions := range []bool{true, false} {
			want := message
			if !suggestions {
				want, _, _ = strings.Cut(message, " Did you mean")
			}
			if errs := validation.New(schema, suggestions).Validate(doc); len(errs) != 1 || errs[0].Message != want {
				t.Errorf("%s: %v, want %s", text, errs, want)
			}
		}
	}
}
