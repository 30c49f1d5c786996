// Package examples_test runs every example unchanged against a real server.
package examples_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/graph"
)

// answers maps each example to the data that its response must contain, in a database with
// the example group in which record-access has run once. An object of the response may have
// more members than these. A list has exactly these elements.
var answers = map[string]string{
	"activities-of-group": `{"itemActivities": {
		"nodes": [{"activityDateTime": "2017-01-01T00:02:10.8639373+03:00", "driveItem": {"id": "example-file", "name": "example.txt"}}],
		"pageInfo": {"hasNextPage": false}}}`,
	"busiest-files": `{"drive": {"analytics": {"activitiesByInterval": [
		{"startDateTime": "2016-12-26T00:00:00Z", "endDateTime": "2017-01-02T00:00:00Z", "access": {"actionCount": 1, "actorCount": 1},
		"mostActiveItems": [{"driveItem": {"id": "example-file", "name": "example.txt"}, "actionCount": 1, "actorCount": 1}],
		"mostActiveActors": [{"actor": {"application": {"id": "Id value", "displayName": "Display Name value"}}, "actionCount": 1}]}]}}}`,
	"changes-of-drive": `{"drive": {"activities": {"totalCount": 1, "nodes": [{"id": "example-activity", "driveItem": {"id": "example-file"}}]}}}`,
	"count-by-day": `{"driveItem": {"analytics": {"activitiesByInterval": [
		{"startDateTime": "2016-12-30T00:00:00Z", "access": {"actionCount": 0, "actorCount": 0}, "edit": {"actionCount": 0}},
		{"startDateTime": "2016-12-31T00:00:00Z", "access": {"actionCount": 1, "actorCount": 1}, "edit": {"actionCount": 0}},
		{"startDateTime": "2017-01-01T00:00:00Z", "access": {"actionCount": 0, "actorCount": 0}, "edit": {"actionCount": 0}}]}}}`,
	"add-file": `{"createDriveItem": {"name": "notes.txt", "parent": {"id": "example-folder"}, "createdBy": {"user": {"id": "local-user"}}}}`,
	"add-member": `{"application": {"members": {"totalCount": 3, "nodes": [
		{"user": {"userId": "local-user"}, "application": null},
		{"user": {"userId": "megan"}, "application": null},
		{"user": null, "application": {"id": "nightly-import"}}]}}}`,
	"add-owner": `{"addGroupOwner": {"members": {"nodes": [
		{"isOwner": true, "user": {"userId": "local-user"}},
		{"isOwner": true, "user": {"userId": "megan"}}]}}}`,
	"build-path": `{
		"folder": {"id": "handbook-folder"},
		"file": {"id": "handbook-file"},
		"createItemActivity": {
			"id": "handbook-access",
			"group": {"id": "handbook-group"},
			"driveItem": {"id": "handbook-file", "parent": {"id": "handbook-folder"}},
			"stat": {"id": "handbook-stat", "activities": {"totalCount": 1}}}}`,
	"delete-item": `{"deleteDriveItem": {"deleted": {"state": "deleted"}, "analytics": {"allTime": {"activities": {"totalCount": 1}}}}}`,
	"files-of-drive": `{"drive": {"items": {"nodes": [
		{"id": "example-folder", "parent": null, "file": null},
		{"id": "example-file", "parent": {"id": "example-folder"}, "folder": null}]}}}`,
	"find-by-id": `{
		"node": {"__typename": "DriveItem", "drive": {"group": {"id": "example-group"}}},
		"nodes": [{"__typename": "Group"}, {"__typename": "DriveActivity"}, {"__typename": "ItemActivityStat"}, null]}`,
	"history-of-file": `{"driveItem": {"activities": {"totalCount": 1, "nodes": [
		{"id": "example-activity", "action": {"create": {"odataType": "#microsoft.graph.createAction"}, "edit": null}}]}}}`,
	"move-item": `{"moveDriveItem": {"id": "example-file", "parent": null, "lastModifiedBy": {"user": {"id": "local-user"}}}}`,
	"my-groups": `{"me": {"userId": "local-user", "joinedGroups": {"totalCount": 1, "nodes": [
		{"id": "example-group", "drive": {"id": "example-drive"}, "members": {"nodes": [{"user": {"userId": "local-user"}}]}}]}}}`,
	"page-backward": `{"itemActivityStat": {"activities": {"totalCount": 1, "edges": [{}], "pageInfo": {"hasPreviousPage": false}}}}`,
	"page-forward":  `{"itemActivityStat": {"activities": {"totalCount": 1, "edges": [{}], "pageInfo": {"hasNextPage": false}}}}`,
	"path-from-me": `{"me": {"joinedGroups": {"nodes": [{"drive": {"activities": {"nodes": [{"driveItem": {"name": "example.txt",
		"analytics": {"allTime": {"activities": {"totalCount": 1, "nodes": [{
			"activityDateTime": "2017-01-01T00:02:10.8639373+03:00",
			"actor": {"application": {"displayName": "Display Name value"}, "user": {"id": null}}}]}}}}}]}}}]}}}`,
	"record-access": `{"createItemActivity": {
		"access": {"odataType": "#microsoft.graph.accessAction"},
		"activityDateTime": "2017-01-01T00:02:10.8639373+03:00",
		"actor": {
			"application": {"id": "Id value", "displayName": "Display Name value"},
			"device": {"id": null, "displayName": null},
			"user": {"id": null, "displayName": null}}}}`,
	"record-access-of-item": `{"recordAccess": {
		"driveItem": {"id": "example-file"},
		"driveActivity": {"id": "~item~example-file"},
		"stat": {"id": "~allTime~example-file", "access": {"actionCount": 2}}}}`,
	"record-access-once": `{"createItemActivity": {"id": "01926b3c-7a5e-7c1d-9f20-5b8e4d6a1c37", "actor": {"user": {"id": "local-user", "displayName": "Local User"}}}}`,
	"record-many": `{"createItemActivities": [
		{"activity": {"actor": {"user": {"id": "megan"}}}, "error": null},
		{"activity": null, "error": {"code": "BAD_USER_INPUT", "argument": "inputs.1.input.activityDateTime"}}]}`,
	"record-drive-activity": `{"createDriveActivity": {
		"action": {"edit": {}, "version": {"newVersion": "2.0"}},
		"actor": {"user": {"id": "megan", "displayName": "Megan Bowen"}},
		"times": {"observedDateTime": "2017-01-01T09:30:00+01:00"},
		"driveItem": {"id": "example-file"}}}`,
	"remove-member": `{"removeGroupMember": {"members": {"totalCount": 1}}}`,
	"rename-group":  `{"updateGroup": {"id": "example-group", "displayName": "Engineering", "claim": null}}`,
	"rename-item":   `{"renameDriveItem": {"id": "example-file", "name": "example 2.txt", "lastModifiedBy": {"user": {"id": "local-user"}}}}`,
	"restore-item":  `{"restoreDriveItem": {"id": "example-file", "deleted": null, "parent": {"id": "example-folder"}}}`,
	"search-files":  `{"drive": {"items": {"totalCount": 1, "nodes": [{"id": "example-file", "name": "example.txt", "parent": {"id": "example-folder"}}]}}}`,
	"set-claim":     `{"updateGroup": {"id": "example-group", "claim": "/engineering"}}`,
	"stat-of-day": `{"itemActivityStat": {
		"startDateTime": "2016-12-31T00:00:00Z", "endDateTime": "2017-01-01T00:00:00Z",
		"activities": {"totalCount": 1, "nodes": [{"activityDateTime": "2017-01-01T00:02:10.8639373+03:00"}]}}}`,
	"stats-of-file": `{"driveItem": {"analytics": {
		"allTime": {"id": "~allTime~example-file", "activities": {"totalCount": 1}},
		"lastSevenDays": {"activities": {"totalCount": 0}},
		"itemActivityStats": {"nodes": []}}}}`,
	"top-of-drive": `{"drive": {"children": {"totalCount": 1, "nodes": [{"id": "example-folder", "file": null, "children": {"totalCount": 1}}]}}}`,
	"store-window": `{"createItemActivityStat": {"id": "example-winter", "activities": {"totalCount": 1}}}`,
}

func TestExamples(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.graphql")
	if err != nil {
		t.Fatal(err)
	}
	missing := map[string]bool{}
	for name := range answers {
		missing[name] = true
	}
	for _, file := range files {
		name := strings.TrimSuffix(file, ".graphql")
		delete(missing, name)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want, found := answers[name]
			if !found {
				t.Fatal("nothing is expected of this example")
			}
			s := newServer(t)
			s.run(t, "record-access", nil)
			data := s.run(t, name, nil).Data
			for field, value := range data {
				if value == nil {
					t.Errorf("%s is null", field)
				}
			}
			var expected map[string]any
			if err := json.Unmarshal([]byte(want), &expected); err != nil {
				t.Fatal(err)
			}
			if !holds(data, expected) {
				t.Errorf("got %s\nwhich does not hold %s", text(t, data), text(t, expected))
			}
		})
	}
	for name := range missing {
		t.Errorf("there is no example %s", name)
	}
}

// TestRepetition runs the example that is safe to retry.
func TestRepetition(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	first := s.run(t, "record-access-once", nil)
	second := s.run(t, "record-access-once", nil)
	if !reflect.DeepEqual(first.Data, second.Data) {
		t.Errorf("got %s, then %s", text(t, first.Data), text(t, second.Data))
	}
	if first.Extensions != nil {
		t.Errorf("the first response has the extensions %s", text(t, first.Extensions))
	}
	replayed := map[string]any{"idempotency": map[string]any{"replayed": []any{[]any{"createItemActivity"}}}}
	if !reflect.DeepEqual(second.Extensions, replayed) {
		t.Errorf("the second response has the extensions %s", text(t, second.Extensions))
	}
	want := map[string]any{"itemActivityStat": map[string]any{"activities": map[string]any{"totalCount": 1.0}}}
	if got := s.run(t, "page-forward", nil).Data; !holds(got, want) {
		t.Errorf("the repetition was counted: %s", text(t, got))
	}
}

// TestPages reads all accesses in both directions, as the comments of the examples say.
func TestPages(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	const accesses = 5
	for range accesses {
		s.run(t, "record-access", nil)
	}
	forward := s.pages(t, "page-forward", "after", "hasNextPage", "endCursor")
	backward := s.pages(t, "page-backward", "before", "hasPreviousPage", "startCursor")
	// The pages of both directions list the latest first.
	slices.Reverse(backward)
	latestFirst := slices.Concat(forward...)
	if again := slices.Concat(backward...); !slices.Equal(latestFirst, again) {
		t.Errorf("got %v forward and %v backward", latestFirst, again)
	}
	slices.Sort(latestFirst)
	if got := len(slices.Compact(latestFirst)); got != accesses {
		t.Errorf("got %d accesses of %d", got, accesses)
	}
}

// TestPrintedSchema compares schema.graphql, which other tools read, with the schema of the
// server.
func TestPrintedSchema(t *testing.T) {
	t.Parallel()
	got, err := os.ReadFile(filepath.FromSlash("../graph/schema.graphql"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.TrimSpace(string(got)) != strings.TrimSpace(graph.SDL()) {
		t.Error("graph/schema.graphql is not the server's schema: run `make generate`")
	}
}
