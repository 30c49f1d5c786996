package test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
)

// ofAnotherEpoch is the message for a cursor of another epoch.
const ofAnotherEpoch = "The cursor is from before the database was restored or rebuilt, and no longer determines a position. Read the list from its beginning, without this cursor."

// orderedList is a list of accesses in one order.
type orderedList struct{ filter, order string }

// recordedLists are the lists in the order of recording that contain the activities of the
// example file.
var recordedLists = []orderedList{
	{`{driveItemId: "example-file"}`, "RECORDED_DATE_TIME_ASC"},
	{`{driveItemId: "example-file"}`, "RECORDED_DATE_TIME_DESC"},
	{`{groupId: "example-group"}`, "RECORDED_DATE_TIME_ASC"},
	{`{groupId: "example-group"}`, "RECORDED_DATE_TIME_DESC"},
}

// edge is an activity and its cursor.
type edge struct {
	Cursor string
	Node   struct{ ID string }
}

// read reads the list after or before a cursor, or all of it if the cursor is empty. If the
// cursor is rejected, message is that of the error.
func (l orderedList) read(t *testing.T, s *server, argument, cursor string) (edges []edge, message string) {
	t.Helper()
	variables := map[string]any{}
	if cursor != "" {
		variables[argument] = cursor
	}
	query := fmt.Sprintf(`query ($after: String, $before: String) {
		itemActivities(filter: %s, orderBy: %s, after: $after, before: $before) { edges { cursor node { id } } }
	}`, l.filter, l.order)
	body, err := s.post(request{query, variables}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var a graphQLResponse
	if err := json.Unmarshal(body, &a); err != nil {
		t.Fatal(err)
	}
	if len(a.Errors) > 0 {
		e := a.Errors[0]
		if len(a.Errors) != 1 || cursor == "" || e.Extensions.Code != "BAD_USER_INPUT" || e.Extensions.Argument != argument {
			t.Fatalf("%v: the response is %s", l, body)
		}
		return nil, e.Message
	}
	var got struct{ ItemActivities struct{ Edges []edge } }
	if err := json.Unmarshal(a.Data, &got); err != nil {
		t.Fatal(err)
	}
	return got.ItemActivities.Edges, ""
}

// cursorsOf returns the cursor of an activity in each list.
func cursorsOf(t *testing.T, s *server, id string, lists []orderedList) map[orderedList]string {
	t.Helper()
	cursors := map[orderedList]string{}
	for _, l := range lists {
		edges, _ := l.read(t, s, "", "")
		at := slices.IndexFunc(edges, func(e edge) bool { return e.Node.ID == id })
		if at < 0 {
			t.Fatalf("%v does not contain %s", l, id)
		}
		cursors[l] = edges[at].Cursor
	}
	return cursors
}

// wantRejected requires that each list rejects its cursor, because it is of another epoch.
func wantRejected(t *testing.T, s *server, cursors map[orderedList]string) {
	t.Helper()
	for l, cursor := range cursors {
		for _, argument := range []string{"after", "before"} {
			if edges, message := l.read(t, s, argument, cursor); message != ofAnotherEpoch {
				t.Errorf("%v %s a cursor of another epoch: %v, message %q", l, argument, edges, message)
			}
		}
	}
}

// wantContinued requires that each list continues from the cursor of an activity: the
// activities before and after it are those of the list.
func wantContinued(t *testing.T, s *server, id string, cursors map[orderedList]string) {
	t.Helper()
	for l, cursor := range cursors {
		whole, _ := l.read(t, s, "", "")
		at := slices.IndexFunc(whole, func(e edge) bool { return e.Node.ID == id })
		if at < 0 || len(whole) < 2 {
			t.Fatalf("%v contains %v, and not %s", l, whole, id)
		}
		for argument, want := range map[string][]edge{"after": whole[at+1:], "before": whole[:at]} {
			if edges, message := l.read(t, s, argument, cursor); message != "" || !slices.Equal(edges, want) {
				t.Errorf("%v %s %s: %v, message %q, want %v", l, argument, id, edges, message, want)
			}
		}
	}
}

// recordAll records activities with the given ids, one after the other.
func recordAll(t *testing.T, s *server, ids ...string) {
	t.Helper()
	for _, id := range ids {
		if err := s.record(plainActivity(id)); err != nil {
			t.Fatal(err)
		}
	}
}
