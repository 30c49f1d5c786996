package graph_test

import (
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3" // the file is changed from outside

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
	"github.com/itemactivity/itemactivity/models"
)

// idMutations has the mutations that give an id to a new object, by the argument of the id.
// $id is the id, and $other is another id.
var idMutations = map[string]string{
	"createGroup input.id":            `createGroup(input: {displayName: "x", id: $id, driveId: $other}) { id }`,
	"createGroup input.driveId":       `createGroup(input: {displayName: "x", id: $other, driveId: $id}) { drive { id } }`,
	"createDriveItem input.id":        `createDriveItem(driveId: "d", input: {id: $id, name: "x", file: {}}) { id }`,
	"createDriveActivity input.id":    `createDriveActivity(driveItemId: "i", input: {id: $id, action: {edit: {}}}) { id }`,
	"createItemActivityStat input.id": `createItemActivityStat(driveItemId: "i", input: {id: $id, startDateTime: "2024-05-01T00:00:00Z", endDateTime: "2024-05-02T00:00:00Z"}) { id }`,
	"createItemActivity input.id":     `createItemActivity(groupId: "g", activityId: "k", statId: "~allTime~i", input: {access: {}, id: $id}) { id }`,
	"createItemActivities inputs.0.input.id": `createItemActivities(inputs: [{groupId: "g", activityId: "k", statId: "~allTime~i", input: {access: {}, id: $id}}]) {
		activity { id } }`,
}

// createWithID executes a mutation of idMutations.
func createWithID(t *testing.T, s *gqlhttptest.Server, field, id string) string {
	t.Helper()
	other := fmt.Sprintf("other-%x", sha256.Sum256([]byte(id)))
	declared := "$id: ID!"
	if strings.Contains(field, "$other") {
		declared += ", $other: ID!"
	}
	body, err := json.Marshal(map[string]any{
		"query": "mutation (" + declared + ") { field: " + field + " }", "variables": map[string]string{"id": id, "other": other},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s.Text(t, string(body))
}

// nodeID returns the id of the node with the id, or empty if there is none.
func nodeID(t *testing.T, s *gqlhttptest.Server, id string) string {
	t.Helper()
	var found struct{ Node struct{ ID string } }
	s.Execute(t, `query ($id: ID!) { node(id: $id) { id } }`, map[string]any{"id": id}, &found)
	return found.Node.ID
}

// TestNewIDsFollowTheRule sends ids in every argument for a new id. A valid id is returned
// unchanged, finds its object, and can be sent again as a retry. An invalid id is rejected
// with its argument, and nothing is stored.
func TestNewIDsFollowTheRule(t *testing.T) {
	t.Parallel()
	for place, field := range idMutations {
		name, argument, _ := strings.Cut(place, " ")
		t.Run(place, func(t *testing.T) {
			s := gqlhttptest.NewItemServer(t)
			stored := storedState(t, s)
			for _, id := range []string{" ", "  ", " a", "a ", "a\u00a0b", "a\u2028b", "a\u3000b", "a\u200bb", "\ufeffa", "a\u202eb", "a\u00adb", "\u200d", "a\u200d", "\u200ca", "a\ufdd0b", "a\ufffeb", "a\U0010ffffb"} {
				answer := createWithID(t, s, field, id)
				if !strings.Contains(answer, `"code":"BAD_USER_INPUT"`) || !strings.Contains(answer, `"argument":"`+argument+`"`) {
					t.Errorf("%s with %+q returns %s", name, id, answer)
				}
				if found := nodeID(t, s, id); found != "" {
					t.Errorf("%+q finds %+q", id, found)
				}
			}
			if now := storedState(t, s); now != stored {
				t.Errorf("something is stored:\n%s\n%s", stored, now)
			}
			for _, id := range []string{"a b", "👩\u200d👧", "می\u200cخواهم", "\u0378", "\U0003fff0", "\ue000", "\U0010fffd", "e\u0301", "\u00e9", "❤️", "\ufffd", strings.Repeat("\u0378", 255)} {
				first, again := createWithID(t, s, field, id), createWithID(t, s, field, id)
				if !strings.Contains(first, `"id":"`+id+`"`) || !strings.Contains(again, `"id":"`+id+`"`) || !strings.Contains(again, "replayed") {
					t.Errorf("%s with %+q returns\n%s\nand then\n%s", name, id, first, again)
				}
				if found := nodeID(t, s, id); found != id {
					t.Errorf("%+q finds %+q", id, found)
				}
			}
		})
	}
}

// formerIDs are ids that earlier versions accepted or may have accepted.
var formerIDs = []string{" ", "blank ", " blank", "a\u00a0b", "a\u200bb", "\u200d", "a\ufdd0b", "\u3000"}

// TestFormerIDsStayUsable stores objects with ids that break the character rule. All of
// them can be found, listed, changed and retried as before.
func TestFormerIDsStayUsable(t *testing.T) {
	t.Parallel()
	for _, former := range formerIDs {
		t.Run(fmt.Sprintf("%+q", former), func(t *testing.T) {
			s := gqlhttptest.NewItemServer(t)
			for place, field := range idMutations {
				if !strings.HasSuffix(place, "driveId") {
					createWithID(t, s, field, "old-"+strings.Fields(place)[0])
				}
			}
			renameInDatabase(t, s, "old-createDriveItem", former+"item"+former)
			renameInDatabase(t, s, "old-createDriveActivity", former+"happened"+former)
			renameInDatabase(t, s, "old-createItemActivityStat", former+"stat"+former)
			renameInDatabase(t, s, "old-createItemActivity", former+"access"+former)
			renameInDatabase(t, s, "old-createItemActivities", former+"row"+former)
			renameInDatabase(t, s, "old-createGroup", former+"group"+former)
			for name, kind := range map[string]string{
				"item": "DriveItem", "happened": "DriveActivity", "stat": "ItemActivityStat", "access": "ItemActivity", "row": "ItemActivity", "group": "Group",
			} {
				id := former + name + former
				var found struct{ Node struct{ Typename, ID string } }
				if s.Execute(t, `query ($id: ID!) { node(id: $id) { typename: __typename id } }`, map[string]any{"id": id}, &found); found.Node.ID != id || found.Node.Typename != kind {
					t.Errorf("%+q finds %+v", id, found.Node)
				}
			}
			for place, name := range map[string]string{
				"createDriveItem input.id": "item", "createDriveActivity input.id": "happened", "createItemActivityStat input.id": "stat",
				"createItemActivity input.id": "access", "createItemActivities inputs.0.input.id": "row",
			} {
				if again := createWithID(t, s, idMutations[place], former+name+former); !strings.Contains(again, "replayed") || strings.Contains(again, `"errors"`) {
					t.Errorf("%s is repeated by %s", place, again)
				}
			}
			var used any
			s.Execute(t, `mutation ($item: ID!, $happened: ID!, $group: ID!) {
				renameDriveItem(driveItemId: $item, name: "y") { id }
				createDriveActivity(driveItemId: $item, input: {action: {edit: {}}}) { id }
				addGroupMember(groupId: $group, userId: "ada") { id }
				createItemActivity(groupId: "g", activityId: $happened, statId: "~allTime~i", input: {access: {}}) { id driveActivity { id } }
			}`, map[string]any{"item": former + "item" + former, "happened": former + "happened" + former, "group": former + "group" + former}, &used)
		})
	}
}

// openDatabase opens the database of the server for the test.
func openDatabase(t *testing.T, s *gqlhttptest.Server) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", s.Path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// renameInDatabase changes a stored id, which clients cannot do.
func renameInDatabase(t *testing.T, s *gqlhttptest.Server, from, to string) {
	t.Helper()
	db := openDatabase(t, s)
	changed := int64(0)
	for _, table := range []string{"ids", "groups", "drives", "drive_items", "drive_activities", "item_activity_stats", "item_activities"} {
		done, err := db.Exec("UPDATE "+table+" SET id = ? WHERE id = ?", to, from)
		if err != nil {
			t.Fatal(err)
		}
		n, err := done.RowsAffected()
		if err != nil {
			t.Fatal(err)
		}
		changed += n
	}
	if changed == 0 {
		t.Fatalf("there is no %s", from)
	}
}

// TestIDsOfTokensStayUsable calls the server as users whose ids break the character rule.
func TestIDsOfTokensStayUsable(t *testing.T) {
	s := gqlhttptest.NewItemServer(t)
	for _, former := range formerIDs {
		jane := &auth.Principal{UserID: models.ID(former + "jane" + former), DisplayName: "Jane", Scopes: auth.FilesRead | auth.FilesReadWrite}
		// Others can name her once she has called.
		s.ExecuteAs(t, jane, `mutation { recordNothing: createItemActivities(inputs: []) { activity { id } } }`, nil, new(any))
		s.Execute(t, `mutation ($id: ID!) { addGroupOwner(groupId: "g", userId: $id) { id } }`, map[string]any{"id": jane.UserID}, new(any))
		var me struct {
			Me struct {
				ID           string
				JoinedGroups struct{ Nodes []struct{ ID string } }
			}
		}
		s.ExecuteAs(t, jane, `{ me { id joinedGroups { nodes { id } } } }`, nil, &me)
		if len(me.Me.JoinedGroups.Nodes) != 1 || me.Me.JoinedGroups.Nodes[0].ID != "g" {
			t.Errorf("%+q is in %+v", former, me)
		}
		s.ExecuteAs(t, jane, `mutation { createItemActivity(groupId: "g", activityId: "k", statId: "~allTime~i", input: {access: {}}) { id } }`, nil, new(any))
		var acted struct{ ItemActivities struct{ TotalCount int } }
		s.ExecuteAs(t, jane, `query ($id: String!) { itemActivities(filter: {actor: {user: {id: $id}}}) { totalCount } }`, map[string]any{"id": jane.UserID}, &acted)
		if acted.ItemActivities.TotalCount != 1 {
			t.Errorf("%+q recorded %d", former, acted.ItemActivities.TotalCount)
		}
		s.ExecuteAs(t, jane, `mutation ($id: ID!) { removeGroupMember(groupId: "g", userId: $id) { id } }`, map[string]any{"id": jane.UserID}, new(any))
	}
}
