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

	"github.com/itemactivity/itemactivity/internal/gqlhttp"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/models"
)

// activityFields selects everything of an access except its lists.
const activityFields = `id access { odataType } activityDateTime actor { ...set } recordedDateTime recordedBy { ...set }
	group { id displayName } driveActivity { id times { observedDateTime recordedDateTime } actor { ...set } }
	stat { id startDateTime endDateTime } driveItem { id name createdDateTime }`

const identitySetFields = ` fragment set on IdentitySet { application { id displayName } device { id displayName } user { id displayName } }`

// typicalDocuments returns the largest documents that front ends usually send.
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
		t.Fatal("the README reads nothing back")
	}
	documents := map[string]map[string]any{
		"the README's path": {"query": string(path[1])},
		"the README's path with pages of 100": {"query": strings.NewReplacer(
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

// TestTypicalDocumentsAreWithinTheLimits: what front ends and their tools send is
// answered, with full pages.
func TestTypicalDocumentsAreWithinTheLimits(t *testing.T) {
	s := gqlhttptest.NewServerWith(t, gqlhttptest.Config{Limits: gqlhttp.DefaultLimits()})
	if err := s.Store.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, request := range typicalDocuments(t) {
		t.Run(name, func(t *testing.T) {
			if answer := askCost(t, s, request); answer.Errors != nil || answer.Data == nil || answer.Extensions.Cost.Requested == 0 {
				t.Errorf("answered %+v", answer)
			}
		})
	}
}

func askCost(t *testing.T, s *gqlhttptest.Server, request map[string]any) (answer costResponse) {
	t.Helper()
	with := maps.Clone(request)
	with["extensions"] = map[string]any{"cost": true}
	body, err := json.Marshal(with)
	if err != nil {
		t.Fatal(err)
	}
	text := s.Text(t, string(body))
	if err := json.Unmarshal([]byte(text), &answer); err != nil {
		t.Fatalf("%v in %.300s", err, text)
	}
	return answer
}

// TestNothingCostsMoreThanEstimated: a document whose estimated cost equals the limit is
// executed to its end.
func TestNothingCostsMoreThanEstimated(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	s.Fill(t, gqlhttptest.Shape{Groups: 3, Members: 3, Folders: 3, Children: 3, Stats: 3, Accesses: 3})
	documents := typicalDocuments(t)
	for _, name := range slices.Sorted(maps.Keys(documents)) {
		t.Run(name, func(t *testing.T) {
			wide := gqlhttp.DefaultLimits()
			wide.Complexity = 1 << 30
			s.SetLimits(wide)
			estimated := askCost(t, s, documents[name])
			if estimated.Errors != nil {
				t.Fatalf("answered %+v", estimated.Errors)
			}
			exact := wide
			exact.Complexity = estimated.Extensions.Cost.Requested
			s.SetLimits(exact)
			if answer := askCost(t, s, documents[name]); answer.Errors != nil {
				t.Errorf("with the limit %d answered %+v", exact.Complexity, answer.Errors)
			}
			exact.Complexity--
			s.SetLimits(exact)
			if answer := askCost(t, s, documents[name]); answer.Errors == nil {
				t.Errorf("with the limit %d it is answered", exact.Complexity)
			}
		})
	}
}
