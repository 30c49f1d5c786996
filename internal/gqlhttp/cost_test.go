package gqlhttp_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// costOf returns the cost of a request that the response reports.
func costOf(t *testing.T, s *gqlhttptest.Server, query string, variables any) int {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables, "extensions": map[string]bool{"cost": true}})
	if err != nil {
		t.Fatal(err)
	}
	text := s.Text(t, string(body))
	var response struct {
		Extensions struct{ Cost struct{ Requested int } }
	}
	if err := json.Unmarshal([]byte(text), &response); err != nil || response.Extensions.Cost.Requested == 0 {
		t.Fatalf("%v: %.300s", err, text)
	}
	return response.Extensions.Cost.Requested
}

// TestBulkCostsItsRows checks that a bulk mutation costs as much as one mutation for each
// of its rows. The rows may be literals or variables, and a document may have several bulk
// mutations.
func TestBulkCostsItsRows(t *testing.T) {
	s := gqlhttptest.NewItemServer(t)
	const row = `{groupId: "g", activityId: "k", statId: "~allTime~i", input: {access: {}}}`
	const selection = `activity { id recordedDateTime }`
	one := costOf(t, s, `mutation { createItemActivity(groupId: "g", activityId: "k", statId: "~allTime~i", input: {access: {}}) { id recordedDateTime } }`, nil)
	for _, rows := range []int{2, 10, 30} {
		literals := "[" + strings.Repeat(row, rows) + "]"
		written := costOf(t, s, "mutation { createItemActivities(inputs: "+literals+") { "+selection+" } }", nil)
		var inputs []any
		for range rows {
			inputs = append(inputs, map[string]any{"groupId": "g", "activityId": "k", "statId": "~allTime~i", "input": map[string]any{"access": map[string]any{}}})
		}
		const declared = "mutation ($inputs: [CreateItemActivityInput!]!) "
		sent := costOf(t, s, declared+"{ createItemActivities(inputs: $inputs) { "+selection+" } }", map[string]any{"inputs": inputs})
		twice := costOf(t, s, declared+"{ a: createItemActivities(inputs: $inputs) { "+selection+" } b: createItemActivities(inputs: $inputs) { "+selection+" } }", map[string]any{"inputs": inputs})
		// The field of the bulk mutation itself exists once for all rows.
		for name, got := range map[string]int{"in the document": written, "in variables": sent, "half of two": twice / 2} {
			if least := rows * (one - 1); got < least {
				t.Errorf("%d rows %s cost %d, and %d mutations cost %d", rows, name, got, rows, rows*one)
			}
		}
	}
}

// TestCostGrowsWithSize checks that the cost is proportional to each argument that makes a
// response larger.
func TestCostGrowsWithSize(t *testing.T) {
	s := gqlhttptest.NewItemServer(t)
	list := func(n int) string { return strings.Repeat(`"i" `, n) }
	for name, of := range map[string]func(n int) string{
		"first": func(n int) string {
			return fmt.Sprintf(`{ driveItem(id: "i") { activities(first: %d) { nodes { id } } } }`, n)
		},
		"last": func(n int) string {
			return fmt.Sprintf(`{ driveItem(id: "i") { activities(last: %d) { nodes { id } } } }`, n)
		},
		"first, of edges": func(n int) string {
			return fmt.Sprintf(`{ driveItem(id: "i") { activities(first: %d) { edges { node { id } } } } }`, n)
		},
		"ids": func(n int) string { return `{ nodes(ids: [` + list(n) + `]) { id } }` },
		"days": func(n int) string {
			return fmt.Sprintf(`{ driveItem(id: "i") { analytics { activitiesByInterval(startDateTime: "2024-01-01T00:00:00Z", endDateTime: "2024-%02d-%02dT00:00:00Z", interval: DAY) { access { actionCount } } } } }`, 1+n/28, 1+n%28)
		},
		"most active items": func(n int) string {
			return fmt.Sprintf(`{ drive(id: "d") { analytics { allTime { mostActiveItems(first: %d) { driveItem { id name } actionCount actorCount } } } } }`, n)
		},
		"days of a drive": func(n int) string {
			return fmt.Sprintf(`{ drive(id: "d") { analytics { activitiesByInterval(startDateTime: "2024-01-01T00:00:00Z", endDateTime: "2024-%02d-%02dT00:00:00Z", interval: DAY) { mostActiveItems { actionCount } } } } }`, 1+n/28, 1+n%28)
		},
		"aliases": func(n int) string {
			var b strings.Builder
			for i := range n {
				fmt.Fprintf(&b, "a%d: me { id } ", i)
			}
			return "{ " + b.String() + "}"
		},
	} {
		few, many := costOf(t, s, of(10), nil), costOf(t, s, of(40), nil)
		if many < 3*few {
			t.Errorf("%s: 10 cost %d, and 40 cost %d", name, few, many)
		}
	}
	for name, documents := range map[string][2]string{
		"a total count":                     {`{ driveItem(id: "i") { activities { totalCount } } }`, `{ driveItem(id: "i") { activities { __typename } } }`},
		"a count of distinct actors":        {`{ itemActivityStat(id: "~allTime~i") { access { actorCount } } }`, `{ itemActivityStat(id: "~allTime~i") { access { actionCount } } }`},
		"the last seven days of a drive":    {`{ drive(id: "d") { analytics { lastSevenDays { mostActiveItems { actionCount } } } } }`, `{ drive(id: "d") { analytics { allTime { mostActiveItems { actionCount } } } } }`},
		"a number of most active items":     {`{ drive(id: "d") { analytics { allTime { mostActiveItems(first: 11) { actionCount } } } } }`, `{ drive(id: "d") { analytics { allTime { mostActiveItems { actionCount } } } } }`},
		"the most active actors":            {`{ drive(id: "d") { analytics { allTime { mostActiveActors(first: 1) { actionCount } } } } }`, `{ drive(id: "d") { analytics { allTime { access { actionCount } } } } }`},
		"the most active actors of an item": {`{ itemActivityStat(id: "~allTime~i") { mostActiveActors(first: 1) { actionCount } } }`, `{ itemActivityStat(id: "~allTime~i") { driveActivities(action: EDIT, first: 100) { totalCount nodes { id actor { user { id } } } } } }`},
		"introspection of all types":        {`{ __schema { types { fields { name } } } }`, `{ __schema { queryType { fields { name } } } }`},
		"a list inside an action": {
			`{ node(id: "k") { ... on DriveActivity { action { mention { mentionees { user { id } } } } } } }`,
			`{ node(id: "k") { ... on DriveActivity { action { comment { parentAuthor { user { id } } } } } } }`,
		},
		"a search of names": {`{ drive(id: "d") { items(nameContains: "x") { nodes { id } } } }`, `{ drive(id: "d") { items(nameContains: null) { nodes { id } } } }`},
		"a mutation":        {`mutation { renameDriveItem(driveItemId: "i", name: "y") { id } }`, `{ driveItem(id: "i") { id } }`},
	} {
		if with, without := costOf(t, s, documents[0], nil), costOf(t, s, documents[1], nil); with <= without {
			t.Errorf("%s: the cost is %d, and %d without it", name, with, without)
		}
	}
}

// TestMostExpensiveFieldCounts checks the cost of several fields below an interface that
// have the same response name. It is the cost of the most expensive one, in any order.
func TestMostExpensiveFieldCounts(t *testing.T) {
	s := gqlhttptest.NewItemServer(t)
	const expensive, cheap = `... on Drive { list: items(first: 100) { nodes { id } } }`, `... on DriveItem { list: children(first: 1) { nodes { id } } }`
	const many, few = `... on Drive { group { id } }`, `... on DriveItem { group: drive { id } }`
	alone := costOf(t, s, `{ node(id: "d") { `+expensive+` } }`, nil)
	for _, document := range []string{expensive + cheap, cheap + expensive} {
		if got := costOf(t, s, `{ node(id: "d") { `+document+` } }`, nil); got < alone {
			t.Errorf("%s costs %d, and its most expensive field alone costs %d", document, got, alone)
		}
	}
	if one, other := costOf(t, s, `{ node(id: "d") { `+many+few+` } }`, nil), costOf(t, s, `{ node(id: "d") { `+few+many+` } }`, nil); one != other {
		t.Errorf("the cost depends on the order of the fields: %d and %d", one, other)
	}
}
