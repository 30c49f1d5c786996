package graph_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// wrongTimes has literals that are not DateTimeOffsets, with a part of the message for each.
var wrongTimes = map[string]string{
	"5": "must be a string", "1.5": "must be a string", "true": "must be a string", "{}": "must be a string",
	`"x"`: "must begin with a year", `""`: "the text is empty", `"2017-02-30T00:00:00Z"`: "the month does not have this day",
	`"0000-01-01T00:00:00Z"`: "the year must be from 0001 to 9999", `"2017-01-01T00:00:00"`: "the offset is missing", `"9999-12-31T23:59:59-03:00"`: "outside the years",
}

// wrongTimeDocuments has documents with a wrong time (%s) in every kind of position, besides a
// field that stores something.
var wrongTimeDocuments = map[string]string{
	"argument":                `mutation { %[2]s b: createItemActivityStat(driveItemId: "i", input: {startDateTime: %[1]s, endDateTime: "2024-05-02T00:00:00Z"}) { id } }`,
	"left out by @skip":       `mutation { %[2]s b: createItemActivityStat(driveItemId: "i", input: {startDateTime: %[1]s, endDateTime: "2024-05-02T00:00:00Z"}) @skip(if: true) { id } }`,
	"member in a list":        `mutation { %[2]s b: createItemActivities(inputs: [{groupId: "g", activityId: "k", statId: "~allTime~i", input: {access: {}, activityDateTime: %[1]s}}]) { error { code } } }`,
	"default":                 `mutation ($v: DateTimeOffset! = %[1]s) { %[2]s b: createItemActivityStat(driveItemId: "i", input: {startDateTime: $v, endDateTime: "2024-05-02T00:00:00Z"}) { id } }`,
	"default of an object":    `mutation ($v: ItemActivityInput! = {access: {}, activityDateTime: %[1]s}) { %[2]s b: createItemActivity(groupId: "g", activityId: "k", statId: "~allTime~i", input: $v) { id } }`,
	"default in a list":       `mutation ($v: [CreateItemActivityInput!]! = [{groupId: "g", activityId: "k", statId: "~allTime~i", input: {access: {}, activityDateTime: %[1]s}}]) { %[2]s b: createItemActivities(inputs: $v) { error { code } } }`,
	"of an operation not run": `mutation Run { %[2]s } mutation Other { b: createItemActivity(groupId: "g", activityId: "k", statId: "~allTime~i", input: {access: {}, activityDateTime: %[1]s}) { id } }`,
	"of a fragment":           `mutation { %[2]s ...F } fragment F on Mutation { b: createItemActivity(groupId: "g", activityId: "k", statId: "~allTime~i", input: {access: {}, activityDateTime: %[1]s}) { id } }`,
	"beside another field":    `mutation { createDriveItem(driveId: "d", input: {id: "stored", name: "x", file: {}}) { id } b: createItemActivity(groupId: "g", activityId: "k", statId: "~allTime~i", input: {access: {}, activityDateTime: %[1]s}) { id } }`,
}

// timeExample is at the end of each message.
const timeExample = "2017-01-01T00:02:10.8639373+03:00"

const storing = `a: createDriveItem(driveId: "d", input: {id: "stored", name: "x", file: {}}) { id }`

// TestWrongTimesRunNothing sends wrong times as literals. Validation rejects the document
// with the location of the literal, and nothing is stored.
func TestWrongTimesRunNothing(t *testing.T) {
	s := gqlhttptest.NewItemServer(t)
	for place, document := range wrongTimeDocuments {
		for literal, reason := range wrongTimes {
			document := strings.ReplaceAll(document, "%[2]s", storing)
			column := strings.Index(document, "%[1]s") + 1
			text := strings.ReplaceAll(document, "%[1]s", literal)
			body, err := json.Marshal(map[string]any{"query": text, "operationName": nameOfOperation(text)})
			if err != nil {
				t.Fatal(err)
			}
			mustRefuse(t, s, place+" "+literal, string(body), reason, timeExample, fmt.Sprintf(`"locations":[{"line":1,"column":%d}]`, column))
		}
	}
}

func nameOfOperation(document string) any {
	if strings.Contains(document, "mutation Run") {
		return "Run"
	}
	return nil
}

// TestWrongTimesInVariablesRunNothing sends wrong times in variables, also for a skipped
// field.
func TestWrongTimesInVariablesRunNothing(t *testing.T) {
	s := gqlhttptest.NewItemServer(t)
	for place, c := range map[string]struct{ document, variables, argument string }{
		"argument":    {`mutation ($v: DateTimeOffset!) { %s b: createItemActivityStat(driveItemId: "i", input: {startDateTime: $v, endDateTime: "2024-05-02T00:00:00Z"}) { id } }`, `{"v": %s}`, "v"},
		"skipped":     {`mutation ($v: DateTimeOffset!) { %s b: createItemActivityStat(driveItemId: "i", input: {startDateTime: $v, endDateTime: "2024-05-02T00:00:00Z"}) @skip(if: true) { id } }`, `{"v": %s}`, "v"},
		"member":      {`mutation ($v: ItemActivityInput!) { %s b: createItemActivity(groupId: "g", activityId: "k", statId: "~allTime~i", input: $v) { id } }`, `{"v": {"access": {}, "activityDateTime": %s}}`, "v.activityDateTime"},
		"row of many": {`mutation ($inputs: [CreateItemActivityInput!]!) { %s b: createItemActivities(atomic: false, inputs: $inputs) { error { code } } }`, `{"inputs": [{"groupId": "g", "activityId": "k", "statId": "~allTime~i", "input": {"access": {}, "activityDateTime": %s}}]}`, "inputs.0.input.activityDateTime"},
	} {
		for value, reason := range wrongTimes {
			body := fmt.Sprintf(`{"query": %q, "variables": %s}`, strings.ReplaceAll(c.document, "%s", storing), strings.ReplaceAll(c.variables, "%s", value))
			mustRefuse(t, s, place+" "+value, body, reason, timeExample, `"argument":"`+c.argument+`"`, `"locations":[{"line":1,"column":11}]`)
		}
	}
}

// mustRefuse sends a request that must be rejected with a message and store nothing.
func mustRefuse(t *testing.T, s *gqlhttptest.Server, name, body, reason string, more ...string) {
	t.Helper()
	answer := s.Text(t, body)
	for _, part := range append(more, reason, `"code":"BAD_USER_INPUT"`) {
		if !strings.Contains(answer, part) {
			t.Errorf("%s: the response does not contain %s: %s", name, part, answer)
		}
	}
	if strings.Contains(answer, `"data"`) || nodeID(t, s, "stored") != "" {
		t.Fatalf("%s: something ran: %s", name, answer)
	}
}

// TestRightTimesAreTaken sends the same documents with a valid time.
func TestRightTimesAreTaken(t *testing.T) {
	for place, document := range wrongTimeDocuments {
		s := gqlhttptest.NewItemServer(t)
		text := strings.ReplaceAll(strings.ReplaceAll(document, "%[1]s", `"2024-05-01T00:00:00Z"`), "%[2]s", storing)
		body, err := json.Marshal(map[string]any{"query": text, "operationName": nameOfOperation(text)})
		if err != nil {
			t.Fatal(err)
		}
		if answer := s.Text(t, string(body)); strings.Contains(answer, `"errors"`) || nodeID(t, s, "stored") != "stored" {
			t.Errorf("%s: %s", place, answer)
		}
	}
}

// TestEveryScalarOfInputsIsChecked sends a value that is invalid for every scalar in each
// input position whose type is a scalar of this schema.
func TestEveryScalarOfInputsIsChecked(t *testing.T) {
	schema := printedSchema(t)
	var own []string
	for name, definition := range schema.Types {
		if definition.Kind == ast.Scalar && !definition.BuiltIn {
			own = append(own, name)
		}
	}
	s := gqlhttptest.NewItemServer(t)
	for _, name := range own {
		answer := s.Text(t, requestOf(t, `query ($v: `+name+` = {no: "value"}) { me { id } }`))
		if !strings.Contains(answer, `Expected value of type \"`+name+`\", found an object`) {
			t.Errorf("%s: %s", name, answer)
		}
	}
	if !slices.Contains(own, "DateTimeOffset") {
		t.Errorf("the scalars are %v", own)
	}
}
