package gqlhttp_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/models"
)

// activityFields selects all fields of an item activity except lists.
const activityFields = `id access { odataType } activityDateTime actor { ...set } recordedDateTime recordedBy { ...set }
	group { id displayName } driveActivity { id times { observedDateTime recordedDateTime } actor { ...set } }
	stat { id startDateTime endDateTime } driveItem { id name createdDateTime }`

const identitySetFields = ` fragment set on IdentitySet { application { id displayName } device { id displayName } user { id displayName } }`

// typicalDocuments returns the largest requests that front ends usually send, by name.
func typicalDocuments(t *testing.T) map[string]map[string]any {
	t.Helper()
	rows := make([]any, models.MaxBulk)
	for i := range rows {
		rows[i] = map[string]any{
			"groupId": store.ExampleGroupID, "activityId": store.ExampleActivityID, "statId": "~allTime~" + store.ExampleFileID,
			"input": map[string]any{"id": fmt.Sprint("row-", i), "access": map[string]any{}, "activityDateTime": "2024-05-06T00:00:00Z", "actor": map[string]any{
				"application": map[string]any{"id": "app", "displayName": "An application"}, "device": map[string]any{}, "user": map[string]any{"id": fmt.Sprint("user-", i)},
			}},
		}
	}
	const both = "actionCount actorCount"
	days := func(below string) string {
		return `activitiesByInterval(startDateTime: "2024-02-01T00:00:00Z", endDateTime: "2024-05-01T00:00:00Z", interval: DAY) { startDateTime ` + below + ` }`
	}
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	path := regexp.MustCompile(`"query": "(\{ me \{ joinedGroups .*)"`).FindSubmatch(text)
	if path == nil {
		t.Fatal("the README has no query of me")
	}
	documents := map[string]map[string]any{
		"the query of the README": {"query": string(path[1])},
		"the query of the README with pages of 100": {"query": strings.NewReplacer(
			"joinedGroups {", "joinedGroups(first: 1) {", "drive { activities {", "drive { activities(first: 100) {",
			"allTime { activities {", "allTime { activities(first: 100) {").Replace(string(path[1]))},
		"a bulk of whole activities": {
			"query": `mutation ($i: [CreateItemActivityInput!]!) { createItemActivities(inputs: $i, atomic: false) {
				activity { ` + activityFields + ` } error { code argument message } } }` + identitySetFields,
			"variables": map[string]any{"i": rows},
		},
		"90 days": {"query": `{ driveItem(id: "example-file") { analytics { ` +
			days("access {"+both+"} create {"+both+"} edit {"+both+"} delete {"+both+"} move {"+both+"}") + ` } } }`},
		"90 days of 100 items": {"query": `{ driveItem(id: "example-folder") { children(first: 100) { nodes { name analytics { ` +
			days("access {"+both+"}") + ` } } } } }`},
		"a page of whole activities": {"query": `{ driveItem(id: "example-file") { analytics { allTime { activities(first: 100) {
			totalCount pageInfo { hasNextPage endCursor } edges { cursor node { ` + activityFields + ` } } } } } } }` + identitySetFields},
		"a page of shares": {"query": `{ drive(id: "example-drive") { activities(first: 50) { nodes { id action {
			share { recipients { user { id displayName } } } mention { mentionees { user { id displayName } } } } } } } }`},
	}
	return documents
}

type costResponse struct {
	Data       json.RawMessage
	Errors     []struct{ Message string }
	Extensions struct {
		Cost struct{ Requested, Limit int }
	}
}

// TestTypicalDocumentsAreWithinTheLimits checks that typical requests with full pages
// succeed under the default limits.
func TestTypicalDocumentsAreWithinTheLimits(t *testing.T) {
	s := gqlhttptest.NewServerWith(t, gqlhttptest.Config{Limits: engine.DefaultLimits()})
	if err := s.Store.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, request := range typicalDocuments(t) {
		t.Run(name, func(t *testing.T) {
			if response := sendWithCost(t, s, request); response.Errors != nil || response.Data == nil || response.Extensions.Cost.Requested == 0 {
				t.Errorf("the response is %+v", response)
			}
		})
	}
}

// sendWithCost sends a request with the extension that asks for its cost.
func sendWithCost(t *testing.T, s *gqlhttptest.Server, request map[string]any) (response costResponse) {
	t.Helper()
	with := maps.Clone(request)
	with["extensions"] = map[string]any{"cost": true}
	body, err := json.Marshal(with)
	if err != nil {
		t.Fatal(err)
	}
	text := s.Text(t, string(body))
	if err := json.Unmarshal([]byte(text), &response); err != nil {
		t.Fatalf("%v in %.300s", err, text)
	}
	return response
}

// TestNothingCostsMoreThanEstimated checks that a document whose estimated cost equals the
// limit is not aborted during its execution.
func TestNothingCostsMoreThanEstimated(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	s.Fill(t, gqlhttptest.Shape{Groups: 3, Members: 3, Folders: 3, Children: 3, Stats: 3, Accesses: 3})
	documents := typicalDocuments(t)
	for _, name := range slices.Sorted(maps.Keys(documents)) {
		t.Run(name, func(t *testing.T) {
			wide := engine.DefaultLimits()
			wide.Complexity = 1 << 30
			s.SetLimits(wide)
			estimated := sendWithCost(t, s, documents[name])
			if estimated.Errors != nil {
				t.Fatalf("the errors are %+v", estimated.Errors)
			}
			exact := wide
			exact.Complexity = estimated.Extensions.Cost.Requested
			s.SetLimits(exact)
			if response := sendWithCost(t, s, documents[name]); response.Errors != nil {
				t.Errorf("with the limit %d, the errors are %+v", exact.Complexity, response.Errors)
			}
			exact.Complexity--
			s.SetLimits(exact)
			if response := sendWithCost(t, s, documents[name]); response.Errors == nil {
				t.Errorf("with the limit %d, there is no error", exact.Complexity)
			}
		})
	}
}
