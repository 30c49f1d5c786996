package gqlhttp_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/lexer"

	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// oddValues are what a document's literals, the default values of its variables and
// the variables themselves are replaced by. As JSON and as GraphQL they are the same.
var oddValues = []string{
	"null", "true", "false", "0", "-0", "1", "2147483648", "99999999999999999999", "1.5", "10.0", "1e1", "1e999", "-1e999", `""`, `"x"`, `"example-file"`, `"\ud83d\ude00"`,
	"[]", "[null]", "[[1]]", "{}", "[{}]", `"DAY"`, `"2024-05-06T00:00:00Z"`,
}

// oddLiterals are these, and what only a document can have.
var oddLiterals = append([]string{"DAY", "day", "{user: {}}", "{user: null}", `"""x"""`, "$v", "[$v]", "{a: $v}", "{a: [99999999999999999999]}"}, oddValues...)

// FuzzValues sends documents in which values are replaced by others, and with them any
// variables. The choices are pairs of bytes: which value of the document, or which
// variable, and by what.
func FuzzValues(f *testing.F) {
	s := newFuzzServer(f)
	for _, document := range []string{
		"query($v: Boolean = true) { me @include(if: $v) { id ... @skip(if: $v) { displayName } ...F @include(if: true) } } fragment F on User { id @skip(if: false) }",
		`query($v: ID = "example-file", $n: Int = 5) { nodes(ids: ["example-file", $v]) { id } driveItem(id: $v) { children(first: $n, after: null) { totalCount } } }`,
		`query($v: DateTimeOffset = "2024-05-06T00:00:00Z", $i: StatInterval = DAY) { driveItem(id: "example-file") { analytics { activitiesByInterval(startDateTime: $v, endDateTime: "2024-05-07T00:00:00Z", interval: $i) { id } } } }`,
		`query($v: ID, $f: ItemActivityFilter = {groupId: "example-group"}, $o: ItemActivityOrder) { itemActivities(filter: $f, orderBy: $o) { totalCount } b: itemActivities(filter: {statId: $v, activityDateTime: {from: "2024-05-06T00:00:00Z"}}) { totalCount } }`,
		`query($a: DriveActivityAction = EDIT) { itemActivityStat(id: "~allTime~example-file") { driveActivities(action: $a, last: 3) { totalCount } } }`,
		`mutation($v: Boolean = true, $i: [CreateItemActivityInput!] = []) { createItemActivities(inputs: $i, atomic: $v) { error { code } } }`,
		`mutation($v: IdentitySetInput = {user: {id: "x"}}, $a: AccessActionInput = {}) { createItemActivity(groupId: "example-group", activityId: "example-activity", statId: "~allTime~example-file", input: {id: "once", access: $a, actor: $v, activityDateTime: "2024-05-06T00:00:00Z"}) { id } }`,
		`query A($v: ID) { ...F } query B($v: ID = "x") { ...F } fragment F on Query { itemActivities(filter: {groupId: $v, actor: {user: {id: "x"}}}) { totalCount } }`,
		`{ __type(name: "User") { fields(includeDeprecated: true) { args(includeDeprecated: false) { name } } } }`,
	} {
		f.Add(document, []byte{})
		f.Add(document, []byte{0, 3, 5, 7})
	}
	for _, document := range goldenDocuments(f) {
		f.Add(document, []byte{2, 8})
	}
	f.Fuzz(func(t *testing.T, document string, choices []byte) {
		if !utf8.ValidString(document) {
			t.Skip("JSON would change the document")
		}
		document, variables := chosen(document, choices)
		request, err := json.Marshal(map[string]any{"query": document, "operationName": operationOf(document), "variables": variables, "extensions": map[string]bool{"cost": true}})
		if err != nil {
			t.Fatal(err)
		}
		r := gqlhttptest.NewPost(t, strings.NewReader(string(request)))
		r.Header.Set("Accept", responseType)
		checkAnswer(t, s, r)
	})
}

// operationOf returns the name of the operation to execute: A, if the document has it.
func operationOf(document string) any {
	if strings.Contains(document, "query A") {
		return "A"
	}
	return nil
}

// chosen returns the document and the variables that the choices make.
func chosen(document string, choices []byte) (changed string, variables map[string]json.RawMessage) {
	places, parts := valuesOf(document)
	names := defined.FindAllStringSubmatch(document, -1)
	variables = map[string]json.RawMessage{}
	for ; len(choices) > 1 && len(places)+len(names) > 0; choices = choices[2:] {
		at, by := int(choices[0])%(len(places)+len(names)), int(choices[1])
		if at < len(places) {
			parts[places[at]] = oddLiterals[by%len(oddLiterals)]
		} else {
			variables[names[at-len(places)][1]] = json.RawMessage(oddValues[by%len(oddValues)])
		}
	}
	return strings.Join(parts, ""), variables
}

// defined matches the variables that a document defines.
var defined = regexp.MustCompile(`\$(\w+)\s*:\s*\[?[A-Z]`)

// valuesOf cuts a document into parts, some of which are its numbers, strings and
// names of values: places says which.
func valuesOf(document string) (places []int, parts []string) {
	l := lexer.New(&ast.Source{Input: document})
	runes := []rune(document)
	end, after := 0, lexer.Type(0)
	for {
		token, err := l.ReadToken()
		if err != nil || token.Kind == lexer.EOF || token.Pos.Start < end || token.Pos.End > len(runes) {
			return places, append(parts, string(runes[end:]))
		}
		isValue := token.Kind == lexer.Int || token.Kind == lexer.Float || token.Kind == lexer.String ||
			token.Kind == lexer.Name && (after == lexer.Equals || token.Value == "true" || token.Value == "false" || token.Value == "null")
		if after = token.Kind; isValue {
			places = append(places, len(parts)+1)
			parts = append(parts, string(runes[end:token.Pos.Start]), string(runes[token.Pos.Start:token.Pos.End]))
			end = token.Pos.End
		}
	}
}
