package graph

import (
	"reflect"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
)

// FuzzVariables reads any variables. What is used as it is, gqlparser would use as
// it is; what is refused or changed, is by gqlparser or for its JSON type.
func FuzzVariables(f *testing.F) {
	schema := NewExecutableSchema(Config{}).Schema()
	doc, err := parser.ParseQuery(&ast.Source{Input: `query Read($id: ID!, $ids: [ID!]!, $other: ID! = "x", $first: Int, $last: Int = 3, $after: String = "x", $flag: Boolean!) {
		node(id: $id) @include(if: $flag) { id } nodes(ids: $ids) { id } groups(first: $first, last: $last, after: $after) { totalCount }
		driveItem(id: $other) { id @skip(if: $flag) }
	}
	mutation Write($key: ID!, $input: ItemActivityInput!, $inputs: [CreateItemActivityInput!]!, $atomic: Boolean! = true, $item: DriveItemInput!, $action: DriveActivityInput!, $owner: ID) {
		createItemActivity(groupId: $key, activityId: $key, statId: $key, input: $input) { id }
		createItemActivities(inputs: $inputs, atomic: $atomic) { activity { id } }
		createDriveItem(driveId: $key, input: $item) { id }
		createDriveActivity(driveItemId: $key, input: $action) { id }
		addGroupOwner(groupId: $key, userId: $owner) { id }
	}`})
	if err != nil {
		f.Fatal(err)
	}
	if errs := validator.ValidateWithRules(schema, doc, nil); len(errs) > 0 {
		f.Fatal(errs)
	}
	for _, text := range []string{
		`{}`, `{"id":"a","ids":["b",null],"flag":true}`, `{"id":"a","ids":"b","flag":true}`, `{"id":"a","ids":["b"],"flag":true,"unknown":1}`,
		`{"id":"a","ids":[],"flag":true,"first":5,"last":null,"after":null,"other":null}`, `{"id":5,"ids":[],"flag":"true"}`, `{"id":null,"ids":[[]],"flag":true}`,
		`{"key":"k","input":{"access":{}},"inputs":[],"item":{"name":"n","folder":{}},"action":{"action":{"edit":{}}}}`,
		`{"key":"k","input":{"access":{},"id":null,"actor":{"user":{"id":"u","displayName":null},"device":{}}},"inputs":[{"groupId":"g","activityId":"a","statId":"s","input":{"access":null}}],"item":{"name":"n"},"action":{}}`,
		`{"key":"k","input":{"access":{},"unknown":{}},"inputs":{"groupId":"g"},"atomic":false,"item":{"__typename":"x","name":"n"},"action":{"action":{"comment":{"isReply":true,"participants":[{"user":{}}]}}}}`,
		`{"key":"k","input":{"access":{"odataType":"#microsoft.graph.accessAction"},"activityDateTime":"2017-01-01T00:02:10.8639373+03:00"},"inputs":[null],"item":[],"action":{"action":{"comment":{"participants":{"user":{}}}}}}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, op := range doc.Operations {
			values, err := decodeStrictly(text)
			if err != nil {
				return
			}
			got, refused := coerce(schema, op, values)
			// It changes what it is given, so it is given something of its own.
			own, _ := decodeStrictly(text)
			want, err := validator.VariableValues(schema, op, own)
			switch {
			case refused == nil && err != nil:
				t.Fatalf("accepted %s, of which gqlparser says %v", text, err)
			case refused == nil && !reflect.DeepEqual(got, want):
				t.Errorf("%s became %v, and for gqlparser %v", text, got, want)
			}
		}
	})
}
