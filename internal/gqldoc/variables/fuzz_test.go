package variables_test

import (
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/gqldoc/doctest"
	"github.com/itemactivity/itemactivity/internal/gqldoc/variables"
	"github.com/itemactivity/itemactivity/internal/strictjson"
)

// FuzzVariables coerces generated variables. Accepted values must have the declared type at
// every level, and gqlgen must be able to compute arguments from the result.
func FuzzVariables(f *testing.F) {
	schema := doctest.ServerSchema(f)
	doc := doctest.Valid(f, schema, `query Read($id: ID!, $ids: [ID!]!, $other: ID = "x", $first: Int, $last: Int = 3, $after: String = "x", $flag: Boolean!, $order: ItemActivityOrder, $filter: ItemActivityFilter!) {
		node(id: $id) @include(if: $flag) { id } nodes(ids: $ids) { id } groups(first: $first, last: $last, after: $after) { totalCount }
		driveItem(id: $other) { id @skip(if: $flag) } itemActivities(filter: $filter, orderBy: $order) { totalCount }
	}
	mutation Write($key: ID!, $input: ItemActivityInput!, $inputs: [CreateItemActivityInput!]!, $atomic: Boolean = true, $item: DriveItemInput!, $action: DriveActivityInput!, $owner: ID) {
		createItemActivity(groupId: $key, activityId: $key, statId: $key, input: $input) { id }
		createItemActivities(inputs: $inputs, atomic: $atomic) { activity { id } }
		createDriveItem(driveId: $key, input: $item) { id }
		createDriveActivity(driveItemId: $key, input: $action) { id }
		addGroupOwner(groupId: $key, userId: $owner) { id }
	}`)
	for _, text := range []string{
		`{}`, `{"id":"a","ids":["b",null],"flag":true,"filter":{}}`, `{"id":"a","ids":"b","flag":true,"filter":{"groupId":1e1}}`,
		`{"id":"a","ids":[],"flag":true,"first":5.0,"last":null,"after":null,"other":null,"order":"RECORDED_DATE_TIME_ASC","filter":{"actor":{"user":{}}}}`, `{"id":5,"ids":[],"flag":"true"}`,
		`{"key":"k","input":{"access":{}},"inputs":[],"item":{"name":"n","folder":{}},"action":{"action":{"edit":{}}}}`,
		`{"key":"k","input":{"access":{},"id":null,"actor":{"user":{"id":"u","displayName":null},"device":{}}},"inputs":[{"groupId":7,"activityId":"a","statId":"s","input":{"access":{}}}],"item":{"name":"n"},"action":{"action":{}}}`,
		`{"key":"k","input":{"access":{},"unknown":{}},"inputs":{"groupId":"g"},"atomic":null,"item":{"__typename":"x","name":"n"},"action":{"action":{"comment":{"isReply":true,"participants":[{"user":{}}]}}}}`,
		`{"key":"k","input":{"access":{}},"inputs":[],"item":{"name":"n"},"action":{"action":{"comment":{"participants":{"user":{}}}}}}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		given, err := strictjson.Decode(strictjson.Text{Bytes: text})
		if err != nil {
			t.Skip()
		}
		for _, op := range doc.Operations {
			values, errs := variables.Coerce(schema, op, given)
			if errs != nil || variables.CheckNulls(schema, doc, op, values) != nil {
				continue
			}
			values = variables.Plain(schema, op, values)
			for _, v := range op.VariableDefinitions {
				if value, there := values[v.Variable]; there && !conforms(schema, v.Type, value) {
					t.Errorf("%s: $%s is %#v", text, v.Variable, value)
				}
			}
			for _, selection := range op.SelectionSet {
				selection.(*ast.Field).ArgumentMap(values)
			}
		}
	})
}

// conforms returns whether a coerced value is a value of a type.
func conforms(schema *ast.Schema, t *ast.Type, value any) bool {
	if value == nil {
		return !t.NonNull
	}
	if t.Elem != nil {
		list, ok := value.([]any)
		for _, element := range list {
			ok = ok && conforms(schema, t.Elem, element)
		}
		return ok
	}
	switch definition := schema.Types[t.NamedType]; definition.Kind {
	case ast.InputObject:
		members, ok := value.(map[string]any)
		known := 0
		for _, field := range definition.Fields {
			member, there := members[field.Name]
			if there {
				known++
			}
			ok = ok && (there || !field.Type.NonNull) && (!there || conforms(schema, field.Type, member))
		}
		return ok && known == len(members)
	case ast.Enum:
		name, ok := value.(string)
		return ok && definition.EnumValues.ForName(name) != nil
	}
	switch t.NamedType {
	case "Int":
		n, ok := value.(int64)
		return ok && n == int64(int32(n))
	case "Boolean":
		_, ok := value.(bool)
		return ok
	}
	_, ok := value.(string)
	return ok
}
