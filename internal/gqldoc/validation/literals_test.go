package validation_test

import (
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/gqldoc/doctest"
	"github.com/itemactivity/itemactivity/internal/gqldoc/syntax"
	"github.com/itemactivity/itemactivity/internal/gqldoc/validation"
)

// TestValidateRefusesLiterals has the errors that graphql-js reports for literals. The command
// "make differential" tries the positions of the server's schema.
func TestValidateRefusesLiterals(t *testing.T) {
	schema := doctest.Load(t, doctest.WiderSchema)
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
		doc, err := syntax.Parse("{ f("+c.arguments+") }", doctest.ManyTokens)
		if c.column == 0 {
			if err == nil {
				t.Errorf("%s is read", c.arguments)
			}
			continue
		}
		errs := validation.New(schema, true).Validate(doc)
		if len(errs) == 0 || !strings.HasPrefix(errs[0].Message, c.message) || errs[0].Locations[0].Column != c.column {
			t.Errorf("%s: %v, want %s in column %d", c.arguments, errs, c.message, c.column)
		}
		if hidden := validation.New(schema, false).Validate(doc); len(hidden) == 0 || strings.Contains(hidden[0].Message, "Did you mean") {
			t.Errorf("%s: without suggestions %v", c.arguments, hidden)
		}
	}
	for _, right := range []string{
		`choice: {b: "x"}`, "nested: 1", "nested: [1, [2], null, [null]]", "float: 1", "float: 1e999", "inner: {}", "inner: {list: 1}",
		"any: 99999999999999999999", `any: {a: [1e999, {b: "x"}]}`, `names: "a"`, "names: []",
	} {
		doctest.Valid(t, schema, "{ f("+right+") }")
	}
}
