package validation_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/itemactivity/itemactivity/internal/gqldoc/doctest"
	"github.com/itemactivity/itemactivity/internal/gqldoc/syntax"
	"github.com/itemactivity/itemactivity/internal/gqldoc/validation"
)

// TestValidateRefusesAtThePlace has documents with a ^ before each token that is a location of
// an error in graphql-js, and the messages of all errors. These are common errors. The command
// "make differential" compares every rule.
func TestValidateRefusesAtThePlace(t *testing.T) {
	schema := doctest.ServerSchema(t)
	for _, c := range []struct {
		text     string
		messages []string
	}{
		{`{ me { ^nothing } }`, []string{`Cannot query field "nothing" on type "User".`}},
		{`{ me { id ^{ id { x } } } }`, []string{`Field "id" must not have a selection since type "ID!" has no subfields.`}},
		{`{ me { userId: id @include (if: true) ^{ __typename { x } } } }`, []string{`Field "id" must not have a selection since type "ID!" has no subfields.`}},
		{`{ ^me }`, []string{`Field "me" of type "User" must have a selection of subfields.`}},
		{`{ node (id: "x" , ^other: 1) { id } }`, []string{`Unknown argument "other" on field "Query.node".`}},
		{`{ me @include (if: true , ^x: 1) { id } }`, []string{`Unknown argument "x" on directive "@include".`}},
		{`{ node (^id: "x" , ^id: "y") { id } }`, []string{`There can be only one argument named "id".`}},
		{`{ itemActivities (filter: { ^groupId: "x" , ^groupId: "y" }) { totalCount } }`, []string{`There can be only one input field named "groupId".`}},
		{`{ me ^@skip (if: true) ^@skip (if: true) { id } }`, []string{`The directive "@skip" can only be used once at this location.`}},
		{`{ me { ... ^Missing } }`, []string{`Unknown fragment "Missing".`}},
		{`{ me { ... on ^Person { id } } }`, []string{`Unknown type "Person".`}},
		{`{ me { ... on ^ID { id } } }`, []string{`Fragment cannot condition on non composite type "ID".`}},
		{`{ me { ...F } } fragment F on ^Person { id }`, []string{`Unknown type "Person".`}},
		{`{ me { ...F } } "about" fragment F on ^IdentityInput { id }`, []string{`Fragment "F" cannot condition on non composite type "IdentityInput".`}},
		{`{ me { ...F } } fragment ^F on User { id } """about""" fragment ^F on User { id }`, []string{`There can be only one fragment named "F".`}},
		{`{ me { ...A } } fragment A on User { ^...B } fragment B on User { ^...A }`, []string{`Cannot spread fragment "A" within itself via "B".`}},
		{`{ me { id } } ^fragment A on User { ...B } ^fragment B on User { id }`, []string{`Fragment "A" is never used.`, `Fragment "B" is never used.`}},
		{`{ me { ^id ^id: displayName } }`, []string{`Fields "id" conflict because "id" and "displayName" are different fields. Use different aliases on the fields to fetch both if this was intentional.`}},
		{`{ me { ^joinedGroups { ^nodes { id } } ...F } } fragment F on User { ^joinedGroups { ^nodes: totalCount } }`, []string{`Fields "joinedGroups" conflict because subfields "nodes" conflict because "nodes" and "totalCount" are different fields. Use different aliases on the fields to fetch both if this was intentional.`}},
		{`query ^A { me { id } } query ^A { me { id } }`, []string{`There can be only one operation named "A".`}},
		{`^{ me { id } } ^query { me { id } }`, []string{`This anonymous operation must be the only defined operation.`, `This anonymous operation must be the only defined operation.`}},
		{`query ( $ ^v: ID! , $ ^v: ID! , $ ^v: ID! ) { node (id: $v) { id } }`, []string{`There can be only one variable named "$v".`}},
		{`query ( $v: ID! , ^$w: ID ) { node (id: $v) { id } }`, []string{`Variable "$w" is never used.`}},
		{`query ( $v: [ ^Key! ]! ) { nodes (ids: $v) { id } }`, []string{`Unknown type "Key".`}},
		{`query ( ^$v: ^[ User! ] ) { groups (after: ^$v) { totalCount } }`, []string{`Variable "$v" cannot be non-input type "[User!]".`, `Variable "$v" of type "[User!]" used in position expecting type "String".`}},
		{`query ( ^$v: ID ) { node (id: ^$v) { id } }`, []string{`Variable "$v" of type "ID" used in position expecting type "ID!".`}},
		{`query ( ^$v: ID ) { groups (first: ^[ ^$v ]) { totalCount } }`, []string{`Int cannot represent non-integer value: a list.`, `Variable "$v" of type "ID" used in position expecting type "Int".`}},
		{`^query A { node (id: ^$v) { id } }`, []string{`Variable "$v" is not defined by operation "A".`}},
		{"{ a: node (id: \"\U0001F600\") { id ^nothing } }", []string{`Cannot query field "nothing" on type "Node".`}},
		{`{ groups (first: ^"x") { totalCount } }`, []string{`Int cannot represent non-integer value: "x".`}},
	} {
		for _, space := range []string{" ", "\n", "\r\n\t\t", " #\U0001F600\r,,"} {
			text, places := unmarked(strings.ReplaceAll(c.text, " ", space))
			doc, err := syntax.Parse(text, doctest.ManyTokens)
			if err != nil {
				t.Fatalf("%q: %v", text, err)
			}
			var messages, found []string
			for _, err := range validation.New(schema, false).Validate(doc) {
				messages = append(messages, err.Message)
				for _, at := range err.Locations {
					found = append(found, fmt.Sprintf("%d:%d", at.Line, at.Column))
				}
			}
			if slices.Sort(messages); !slices.Equal(messages, c.messages) {
				t.Errorf("%q: %q, want %q", text, messages, c.messages)
			}
			slices.Sort(found)
			if slices.Sort(places); !slices.Equal(found, places) {
				t.Errorf("%q: the places are %v, want %v", text, found, places)
			}
		}
	}
}

// unmarked returns a text without its marks, and the lines and columns of the marks. Columns
// count UTF-16 code units.
func unmarked(marked string) (text string, places []string) {
	parts := strings.Split(marked, "^")
	for _, part := range parts[:len(parts)-1] {
		text += part
		lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n")
		column := len(utf16.Encode([]rune(lines[len(lines)-1]))) + 1
		places = append(places, fmt.Sprintf("%d:%d", len(lines), column))
	}
	return text + parts[len(parts)-1], places
}
