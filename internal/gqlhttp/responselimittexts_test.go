package gqlhttp_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// TestEveryStringCountsTowardsTheResponseLimit stores long strings in every string field and
// selects one such field at a time. A response of three times the limit is not sent.
func TestEveryStringCountsTowardsTheResponseLimit(t *testing.T) {
	s := gqlhttptest.NewItemServer(t)
	long := strings.Repeat
	actor := fmt.Sprintf(`{user: {id: %q, displayName: %q} application: {id: %q, displayName: %q} device: {displayName: %q}}`,
		long("u", 250), long("U", 1000), long("a", 250), long("A", 1000), long("D", 1000))
	s.Execute(t, fmt.Sprintf(`mutation {
		createGroup(input: {id: "long", displayName: %q, driveId: %q}) { id }
		createDriveItem(driveId: %q, input: {id: "file", name: %q, file: {mimeType: %q}}) { id }
		createDriveActivity(driveItemId: "file", input: {id: "happened", actor: %s, action: {
			delete: {name: %q} move: {from: %q to: %q} mention: {mentionees: [%s]}
		}}) { id }
		createItemActivity(groupId: "long", activityId: "happened", statId: "~allTime~file", input: {id: "access", access: {}, actor: %s}) { id }
	}`, long("n", 250), long("d", 250), long("d", 250), long("f", 250), long("m", 250), actor, long("x", 1000), long("y", 1000), long("z", 1000), actor, actor), nil, new(any))
	for _, field := range []string{
		`group(id: "long") { displayName }`,
		`group(id: "long") { drive { id } }`,
		`driveItem(id: "file") { name }`,
		`driveItem(id: "file") { file { mimeType } }`,
		`itemActivity(id: "access") { actor { user { displayName } } }`,
		`itemActivity(id: "access") { actor { user { id } } }`,
		`itemActivity(id: "access") { actor { application { displayName } } }`,
		`itemActivity(id: "access") { actor { device { displayName } } }`,
		`node(id: "happened") { ... on DriveActivity { actor { user { displayName } } } }`,
		`node(id: "happened") { ... on DriveActivity { action { delete { name } } } }`,
		`node(id: "happened") { ... on DriveActivity { action { move { from } } } }`,
		`node(id: "happened") { ... on DriveActivity { action { mention { mentionees { user { displayName } } } } } }`,
		`itemActivity(id: "access") { ` + long("x", 250) + `: id }`,
		`itemActivity(id: "access") { actor { user { ` + long("x", 250) + `: id } } }`,
	} {
		var query strings.Builder
		for i := range 20 {
			fmt.Fprintf(&query, "a%d: %s ", i, field)
		}
		body := fmt.Sprintf(`{"query":%q}`, "{ "+query.String()+"}")
		limits := gqlhttptest.WideLimits()
		limits.ResponseBytes = 1 << 30
		s.SetLimits(limits)
		whole := s.Text(t, body)
		if strings.Contains(whole, `"errors"`) || len(whole) < 5000 {
			t.Fatalf("the response to %s has %d bytes: %.300s", field, len(whole), whole)
		}
		for limit, sent := range map[int]bool{len(whole) / 3: false, 3 * len(whole): true} {
			limits.ResponseBytes = int64(limit)
			s.SetLimits(limits)
			got := s.Text(t, body)
			if aborted := strings.Contains(got, `"code":"QUERY_TOO_COMPLEX"`); aborted == sent || !sent && strings.Contains(got, `"data"`) {
				t.Errorf("with the limit %d, the response to %s has %d bytes: %.200s", limit, field, len(got), got)
			}
		}
	}
}
