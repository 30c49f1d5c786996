package graph_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// wrongIDs has invalid ids with the message for each. A new id has at most 255 characters.
// An id that the server derives from it begins with "~" and has at most 287.
var wrongIDs = map[string]string{
	`""`:                                  "An id must not be empty.",
	`"a\u0007"`:                           "An id must be valid UTF-8 without control characters.",
	`"\u0085"`:                            "An id must be valid UTF-8 without control characters.",
	`"` + strings.Repeat("é", 256) + `"`:  "An id must have at most 255 characters.",
	`"~` + strings.Repeat("é", 287) + `"`: "An id must have at most 255 characters.",
}

// TestWrongIDsRunNothing sends wrong ids as literals and in variables, in every kind of
// position, besides a field that stores something. The request must be rejected before that
// field runs.
func TestWrongIDsRunNothing(t *testing.T) {
	s := gqlhttptest.NewItemServer(t)
	for place, c := range map[string]struct{ document, variables, argument string }{
		"argument":             {`mutation { %s b: deleteDriveItem(driveItemId: $id) { id } }`, "", "driveItemId"},
		"member":               {`mutation { %s b: createItemActivity(groupId: "g", activityId: "k", statId: "~allTime~i", input: {access: {}, id: $id}) { id } }`, "", "input.id"},
		"left out by @skip":    {`mutation { %s b: deleteDriveItem(driveItemId: $id) @skip(if: true) { id } }`, "", "driveItemId"},
		"argument below":       {`mutation { %s b: createDriveItem(driveId: "d", input: {name: "x", file: {}, parentId: $id}) { id } }`, "", "input.parentId"},
		"member of a row":      {`mutation { %s b: createItemActivities(inputs: {groupId: "g", activityId: $id, statId: "s", input: {access: {}}}) { error { code } } }`, "", "inputs.activityId"},
		"default":              {`mutation ($v: ID! = $id) { %s b: deleteDriveItem(driveItemId: $v) { id } }`, "", "v"},
		"variable":             {`mutation ($v: ID!) { %s b: deleteDriveItem(driveItemId: $v) { id } }`, `{"v": $id}`, "v"},
		"variable left out":    {`mutation ($v: ID!) { %s b: deleteDriveItem(driveItemId: $v) @skip(if: true) { id } }`, `{"v": $id}`, "v"},
		"member of a value":    {`mutation ($v: ItemActivityInput!) { %s b: createItemActivity(groupId: "g", activityId: "k", statId: "~allTime~i", input: $v) { id } }`, `{"v": {"access": {}, "id": $id}}`, "v.id"},
		"row of many":          {`mutation ($v: [CreateItemActivityInput!]!) { %s b: createItemActivities(atomic: false, inputs: $v) { error { code } } }`, `{"v": [{"groupId": "g", "activityId": "k", "statId": $id, "input": {"access": {}}}]}`, "v.0.statId"},
		"beside one in a list": {`query ($v: [ID!]!) { nodes(ids: $v) { id } }`, `{"v": ["g", $id]}`, "v.1"},
	} {
		for id, reason := range wrongIDs {
			variables := "{}"
			if c.variables != "" {
				variables = strings.ReplaceAll(c.variables, "$id", id)
			}
			document, err := json.Marshal(strings.ReplaceAll(strings.ReplaceAll(c.document, "%s", storing), "$id", id))
			if err != nil {
				t.Fatal(err)
			}
			body := fmt.Sprintf(`{"query": %s, "variables": %s}`, document, variables)
			mustRefuse(t, s, place+" "+id, body, reason, `"argument":"`+c.argument+`"`, `"locations":[{"line":1,"column":`)
		}
	}
}

// TestUnknownIDsAreNull checks that looking up an id that does not exist is not an error,
// whatever its characters are.
func TestUnknownIDsAreNull(t *testing.T) {
	s := gqlhttptest.NewItemServer(t)
	for _, id := range []string{`" "`, `"nothing"`, `"~"`, `"~allTime~"`, `"a\u200b"`, `"\ufeff"`, "5", "-3", "12345678901234567890123", `"` + strings.Repeat("é", 255) + `"`, `"~` + strings.Repeat("é", 286) + `"`} {
		const answer = `{"data":{"node":null,"nodes":[null,{"id":"g"}]}}`
		literal := strings.ReplaceAll(`{ node(id: $id) { id } nodes(ids: [$id, "g"]) { id } }`, "$id", id)
		if got := s.Text(t, requestOf(t, literal)); strings.TrimSpace(got) != answer {
			t.Errorf("%s returns %s", literal, got)
		}
		variable := `{"query": "query ($id: ID!) { node(id: $id) { id } nodes(ids: [$id, \"g\"]) { id } }", "variables": {"id": ` + id + `}}`
		if got := s.Text(t, variable); strings.TrimSpace(got) != answer {
			t.Errorf("%s returns %s", variable, got)
		}
	}
}
