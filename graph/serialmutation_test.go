package graph_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// afterwards creates an item, which must not exist if the field before it failed.
const afterwards = ` b: createDriveItem(driveId: "d", input: {id: "after-failure", name: "x", file: {}}) { id }`

// TestMutationStopsAtItsFirstNull sends mutations whose first field is null, because of an
// error of the field or of a subfield. The fields after it must not run. The changes of the
// fields before it remain.
func TestMutationStopsAtItsFirstNull(t *testing.T) {
	for name, failing := range map[string]string{
		"refused by the store":    `createDriveActivity(driveItemId: "nope", input: {action: {delete: {}}}) { id }`,
		"refused by its argument": `createDriveItem(driveId: "d", input: {name: "", file: {}}) { id }`,
		"null below":              `createDriveItem(driveId: "d", input: {id: "stored", name: "y", file: {}}) { id children(first: -1) { totalCount } }`,
		"null far below":          `createDriveItem(driveId: "d", input: {id: "stored", name: "y", file: {}}) { drive { items(first: 101) { totalCount } } }`,
		"a refused bulk":          `createItemActivities(inputs: [{groupId: "g", activityId: "nope", statId: "~allTime~i", input: {access: {}}}]) { activity { id } }`,
	} {
		t.Run(name, func(t *testing.T) {
			s := gqlhttptest.NewItemServer(t)
			before := `before: createDriveItem(driveId: "d", input: {id: "before", name: "z", file: {}}) { id } a: `
			answer := s.Text(t, requestOf(t, `mutation { `+before+failing+afterwards+` }`))
			var got struct {
				Data   any
				Errors []struct{ Path []any }
			}
			if err := json.Unmarshal([]byte(answer), &got); err != nil {
				t.Fatal(err)
			}
			if got.Data != nil || len(got.Errors) != 1 || got.Errors[0].Path[0] != "a" {
				t.Errorf("the response is %s", answer)
			}
			if nodeID(t, s, "after-failure") != "" {
				t.Error("the field after the failed one ran")
			}
			if nodeID(t, s, "before") != "before" {
				t.Error("the change before the failure is missing")
			}
			if stored := nodeID(t, s, "stored") != ""; stored != strings.Contains(failing, "stored") {
				t.Errorf("the item of the failed field is stored: %t", stored)
			}
		})
	}
}

// TestMutationGoesOnWithoutANull sends mutations whose first field has an error that does
// not make it null, or is skipped.
func TestMutationGoesOnWithoutANull(t *testing.T) {
	for name, first := range map[string]string{
		"a refused row": `createItemActivities(atomic: false, inputs: [{groupId: "g", activityId: "nope", statId: "~allTime~i", input: {access: {}}}]) { activity { id } error { code } }`,
		"left out":      `createDriveActivity(driveItemId: "nope", input: {action: {delete: {}}}) @skip(if: true) { id }`,
	} {
		t.Run(name, func(t *testing.T) {
			s := gqlhttptest.NewItemServer(t)
			answer := s.Text(t, requestOf(t, `mutation { a: `+first+afterwards+` }`))
			if !strings.Contains(answer, `"b":{"id":"after-failure"}`) || strings.Contains(answer, `"errors"`) {
				t.Errorf("the response is %s", answer)
			}
		})
	}
}

// TestFailureStopsOneRequestOnly sends the fields that did not run in a new request, which
// must execute them.
func TestFailureStopsOneRequestOnly(t *testing.T) {
	s := gqlhttptest.NewItemServer(t)
	stopped := s.Text(t, requestOf(t, `mutation { a: createDriveActivity(driveItemId: "nope", input: {action: {delete: {}}}) { id }`+afterwards+` }`))
	answer := s.Text(t, requestOf(t, `mutation {`+afterwards+` }`))
	if !strings.Contains(stopped, `"errors"`) || !strings.Contains(answer, `"b":{"id":"after-failure"}`) || strings.Contains(answer, "replayed") {
		t.Errorf("the responses are\n%s\n%s", stopped, answer)
	}
}

// requestOf returns the body of a request with a document.
func requestOf(t *testing.T, document string) string {
	t.Helper()
	body, err := json.Marshal(map[string]string{"query": document})
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
