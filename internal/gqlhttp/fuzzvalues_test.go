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

// oddValues are replacements for literals, default values and variables. They are written
// the same in JSON and in GraphQL.
var oddValues = []string{
	"null", "true", "false", "0", "-0", "1", "2147483648", "99999999999999999999", "1.5", "10.0", "1e1", "1e999", "-1e999", `""`, `"x"`, `"example-file"`, `"\ud83d\ude00"`,
	"[]", "[null]", "[[1]]", "{}", "[{}]", `"DAY"`, `"2024-05-06T00:00:00Z"`,
}

// oddLiterals are oddValues and literals that exist only in GraphQL.
var oddLiterals = append([]string{"DAY", "day", "{user: {}}", "{user: null}", `"""x"""`, "$v", "[$v]", "{a: $v}", "{a: [99999999999999999999]}"}, oddValues...)

// FuzzValues replaces values and variables of documents and sends the documents. The
// choices are pairs of bytes. The first byte selects a value or a variable, and the second
// byte selects its replacement.
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
		checkResponse(t, s, r)
	})
}

// operationOf returns the name of the operation to execute. It is A if the document has an
// operation A, and nil otherwise.
func operationOf(document string) any {
	if strings.Contains(document, "query A") {
		return "A"
	}
	return nil
}

// chosen applies the choices to a document. It returns the changed document and the
// variables.
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

// defined matches the variable definitions of a document.
var defined = regexp.MustCompile(`\$(\w+)\s*:\s*\[?[A-Z]`)

// valuesOf cuts a document into parts. places has the indexes of the parts that are values,
// such as numbers, strings and booleans.
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
