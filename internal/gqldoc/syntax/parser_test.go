package syntax_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/internal/gqldoc/syntax"
	"github.com/itemactivity/itemactivity/models"
)

const manyTokens = 10_000

// TestParseRefusesWithThePlace has the locations and the messages of graphql-js. Columns
// count UTF-16 code units.
func TestParseRefusesWithThePlace(t *testing.T) {
	for _, c := range []struct {
		text         string
		line, column int
		message      string
	}{
		{"", 1, 1, `Unexpected <EOF>.`},
		{"# only a comment", 1, 17, `Unexpected <EOF>.`},
		{"{ me {", 1, 7, `Expected Name, found <EOF>.`},
		{"SELECT * FROM users", 1, 1, `Unexpected Name "SELECT".`},
		{"{ me { id } } }", 1, 15, `Unexpected "}".`},
		{"{\r\n  me {\r\n    id ?\r\n} }", 3, 8, `Unexpected character: "?".`},
		{"{\r  me }\r ]", 3, 2, `Unexpected "]".`},
		{"{ node(id: \"\U0001F600\") ; }", 1, 18, `Unexpected character: ";".`},
		{"{ node(id: \"a\" \"b\") }", 1, 16, `Expected Name, found String "b".`},
		{"{ node(id: \"\"\"a\n\r\nb\"\"\") ? }", 3, 7, `Unexpected character: "?".`},
		{`{ node(id: """x"""") }`, 1, 23, `Unterminated string.`},
		{"{ node(id: \"x\n\") }", 1, 14, `Unterminated string.`},
		{`{ node(id: "\q") }`, 1, 13, `Invalid character escape sequence: "\q".`},
		{`{ node(id: "\u12G4") }`, 1, 13, `Invalid Unicode escape sequence: "\u12G4".`},
		{`{ node(id: "\u{110000}") }`, 1, 13, `Invalid Unicode escape sequence: "\u{110000}"`},
		{`{ node(id: "\u{}") }`, 1, 13, `Invalid Unicode escape sequence`},
		{`{ node(id: "a\ud83d") }`, 1, 14, `"\ud83d". It is half of a surrogate pair.`},
		{`{ node(id: "\ude00\ud83d") }`, 1, 13, `"\ude00". It is half of a surrogate pair.`},
		{"{ groups(first: 1x) }", 1, 18, `Invalid number, expected digit but got: "x".`},
		{"{ groups(first: 1.) }", 1, 19, `Invalid number, expected digit but got: ")".`},
		{"{ groups(first: 01) }", 1, 18, `Invalid number, unexpected digit after 0: "1".`},
		{"{ groups(first: .5) }", 1, 17, `Unexpected character: ".".`},
		{"{ groups(first: -) }", 1, 18, `Invalid number, expected digit but got: ")".`},
		{"{ me { 'id' } }", 1, 8, `Unexpected single quote character ('), did you mean to use a double quote (")?`},
		{"{ me { é } }", 1, 8, `Unexpected character: U+00E9.`},
		{`{ me { ... "on" User { id } } }`, 1, 12, `Expected "{", found String "on".`},
		{"fragment on on User { id }", 1, 10, `Unexpected Name "on".`},
		{"fragment F($v: Int) on User { id }", 1, 11, `Expected "on", found "(".`},
		{"query($v: Int = $w) { me { id } }", 1, 17, `Unexpected variable "$w" in constant value.`},
		{"query($v: Int @x(y: [$w])) { me { id } }", 1, 22, `Unexpected variable "$w" in constant value.`},
		{`"about" { me { id } }`, 1, 1, `Unexpected description`},
		{"{ me @include() { id } }", 1, 15, `Expected Name, found ")".`},
		{"{ me(x: {a: }) }", 1, 13, `Unexpected "}".`},
	} {
		_, err := syntax.Parse(c.text, manyTokens)
		refused, ok := errors.AsType[*gqlerror.Error](err)
		if !ok {
			t.Errorf("%q: the error is %v", c.text, err)
			continue
		}
		want := gqlerror.Location{Line: c.line, Column: c.column}
		if len(refused.Locations) != 1 || refused.Locations[0] != want || !strings.HasPrefix(refused.Message, "Syntax Error: ") || !strings.Contains(refused.Message, c.message) {
			t.Errorf("%q: %q at %v, want %q at %v", c.text, refused.Message, refused.Locations, c.message, want)
		}
	}
}

// TestParseReadsStrings has the values that graphql-js returns.
func TestParseReadsStrings(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`""`, ""},
		{`"plain"`, "plain"},
		{`"\"\\\/\b\f\n\r\t"`, "\"\\/\b\f\n\r\t"},
		{`"\u00e9\u{E9}\u{0001F600}\ud83d\ude00"`, "éé\U0001F600\U0001F600"},
		{"\"tab\tbell\a\"", "tab\tbell\a"},
		{`""""""`, ""},
		{`"""x"""`, "x"},
		{`""""quoted" """`, `"quoted" `},
		{`"""a \""" b"""`, `a """ b`},
		{`"""no \n escapes \u0041"""`, `no \n escapes \u0041`},
		{"\"\"\"\n    a\n      b\n    c\n  \"\"\"", "a\n  b\nc"},
		{"\"\"\"  first\n    a\n    b\"\"\"", "  first\na\nb"},
		{"\"\"\"a\r\n\tb\r\tc\n\"\"\"", "a\nb\nc"},
		{"\"\"\"\n\n  \t\n\"\"\"", ""},
		{"\"\"\"\n  a\n\n\n  b\n \n\"\"\"", "a\n\n\nb"},
		{"\"\"\" \u00a0 a \"\"\"", " \u00a0 a "},
	} {
		doc, err := syntax.Parse("{ f(v: "+c.text+") }", manyTokens)
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		if got := doc.Operations[0].SelectionSet[0].(*ast.Field).Arguments[0].Value.Raw; got != c.want {
			t.Errorf("%q is %q, want %q", c.text, got, c.want)
		}
	}
}

func TestParseIgnoresWhatMeansNothing(t *testing.T) {
	doc, err := syntax.Parse("\ufeff,,{ # a bell \a, and \"\"\" {\r\n\tme,{ id } #\n}", manyTokens)
	if err != nil {
		t.Fatal(err)
	}
	me := doc.Operations[0].SelectionSet[0].(*ast.Field)
	if me.Name != "me" || me.Position.Line != 2 || me.Position.Column != 2 {
		t.Errorf("%s at %d:%d", me.Name, me.Position.Line, me.Position.Column)
	}
}

func TestParseIsBounded(t *testing.T) {
	const text, exact = "{ a b c d e }", 7
	if _, err := syntax.Parse(text, exact); err != nil {
		t.Error(err)
	}
	_, err := syntax.Parse(text, exact-1)
	refusal, ok := errors.AsType[*models.Error](err)
	if !ok || refusal.Code != models.QueryTooComplex || refusal.Extensions["limit"] != exact-1 {
		t.Errorf("one token too many is %v", err)
	}
	for _, c := range []struct{ before, each, after string }{
		{"{ a", " { a", ""}, {"{ a(v: ", "[", ""}, {"{ a(v: ", "{v: ", ""}, {"query($v: ", "[", ""}, {"{ ", "... { ", ""},
	} {
		_, err := syntax.Parse(c.before+strings.Repeat(c.each, 100_000), 1_000_000)
		if err == nil || !strings.Contains(err.Error(), "levels deep") {
			t.Errorf("%s: deep nesting is %v", c.each, err)
		}
	}
}

// FuzzParse parses generated texts. The parser must not panic, and each error must have a
// message for the client and a location in the text.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"", "{ me { id } }", "query A($v: [ID!]! = [\"x\"] @d) @d(a: {b: [1, 1.5e1, null, true, E]}) { a: b(c: $v) ...F ... on U @d { x } ... { y } }",
		`fragment F on U { a(b: """c\"""d""", e: "\u{1F600}\ud83d\ude00") }`, "\ufeff#\a\r\n{\r}", `"d" mutation M { a }`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, err := syntax.Parse(text, manyTokens)
		if err == nil {
			return
		}
		refused, ok := errors.AsType[*gqlerror.Error](err)
		refusal, forClient := errors.AsType[*models.Error](err)
		if !ok || !forClient {
			t.Fatalf("the error is %v", err)
		}
		for _, at := range refused.Locations {
			if at.Line < 1 || at.Column < 1 || at.Line+at.Column > len(text)+2 {
				t.Fatalf("%v is not in a text of %d bytes", at, len(text))
			}
		}
		if refusal.Code == models.BadUserInput && len(refused.Locations) == 0 {
			t.Fatalf("%v has no place", err)
		}
	})
}
