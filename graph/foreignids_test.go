package graph_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
	"github.com/itemactivity/itemactivity/models"
)

// TestStoredIDsOfStrangersStayUnknown checks that an id that breaks the character rule is
// rejected whether it is stored or not, unless the caller can see who has it. Otherwise a
// caller could find out which ids are stored.
func TestStoredIDsOfStrangersStayUnknown(t *testing.T) {
	s := gqlhttptest.NewItemServer(t)
	user := func(id string) *auth.Principal {
		return &auth.Principal{UserID: models.ID(id), Scopes: auth.FilesRead | auth.FilesReadWrite | auth.GroupReadWriteAll}
	}
	bob, mallory := user("bob\u200bx"), user("mallory")
	bobID := string(bob.UserID)
	s.ExecuteAs(t, mallory, `mutation {
		createGroup(input: {id: "m", displayName: "M", driveId: "md"}) { id }
		createDriveItem(driveId: "md", input: {id: "mi", name: "x", file: {}}) { id }
	}`, nil, new(any))
	s.ExecuteAs(t, bob, `mutation {
		createGroup(input: {id: "b", displayName: "B", driveId: "bd"}) { id }
		createDriveItem(driveId: "bd", input: {id: "bi", name: "x", file: {}}) { id }
		createDriveActivity(driveItemId: "bi", input: {id: "ba", action: {edit: {}}}) { id }
		createItemActivity(groupId: "b", activityId: "ba", statId: "~allTime~bi", input: {access: {}}) { id }
	}`, nil, new(any))
	attempts := map[string]string{
		"a member":           `mutation ($id: ID!) { addGroupMember(groupId: "m", userId: $id) { id } }`,
		"an owner":           `mutation ($id: ID!) { addGroupOwner(groupId: "m", userId: $id) { id } }`,
		"within an action":   `mutation ($id: String!) { createDriveActivity(driveItemId: "mi", input: {action: {share: {recipients: [{user: {id: $id}}]}}}) { id } }`,
		"an application":     `mutation ($id: ID!) { addGroupMember(groupId: "m", applicationId: $id) { id } }`,
		"a device recipient": `mutation ($id: String!) { createDriveActivity(driveItemId: "mi", input: {action: {share: {recipients: [{device: {id: $id}}]}}}) { id } }`,
	}
	for what, document := range attempts {
		answer := func(id string) string {
			sent, err := json.Marshal(map[string]any{"query": document, "variables": map[string]any{"id": id}})
			if err != nil {
				t.Fatal(err)
			}
			recorder, request := s.Do(gqlhttptest.NewPost(t, strings.NewReader(string(sent))), mallory)
			return strings.ReplaceAll(recorder.Body.String(), request, "a request")
		}
		stored, unknown := answer(bobID), answer("nobody\u200bx")
		if !strings.Contains(stored, "BAD_USER_INPUT") {
			t.Errorf("%s may have the id of a stranger: %s", what, stored)
		}
		if strings.ReplaceAll(stored, "bob", "nobody") != unknown {
			t.Errorf("as %s the stored id returns\n%s\nand another one\n%s", what, stored, unknown)
		}
	}
}

// TestCreationAfterLeaving checks the error of a retry of createGroup by a caller that has
// left the group.
func TestCreationAfterLeaving(t *testing.T) {
	s := gqlhttptest.NewItemServer(t)
	jane := &auth.Principal{UserID: "jane", Scopes: auth.FilesReadWrite | auth.GroupReadWriteAll}
	const creation = `createGroup(input: {displayName: "Left"}) { id }`
	var created struct{ Field struct{ ID string } }
	if err := json.Unmarshal([]byte(executeWithKey(t, s, jane, "key", creation)), &struct{ Data any }{&created}); err != nil {
		t.Fatal(err)
	}
	s.ExecuteAs(t, jane, `mutation ($id: ID!) {
		addGroupOwner(groupId: $id, userId: "ann") { id }
		removeGroupMember(groupId: $id, userId: "jane") { id }
	}`, map[string]any{"id": created.Field.ID}, new(any))
	again := executeWithKey(t, s, jane, "key", creation)
	if !strings.Contains(again, `"code":"CONFLICT"`) || !strings.Contains(again, "left the group") {
		t.Errorf("the repetition returns %s", again)
	}
}

// TestSeenIDsOfStrangersAreKnown checks that a caller may send an id that breaks the
// character rule if the caller can see it: as the id of a member, or of the actor of an
// access.
func TestSeenIDsOfStrangersAreKnown(t *testing.T) {
	s := gqlhttptest.NewItemServer(t)
	user := func(id string) *auth.Principal {
		return &auth.Principal{UserID: models.ID(id), Scopes: auth.FilesRead | auth.FilesReadWrite | auth.GroupReadWriteAll}
	}
	member, visitor, mallory := user("member\u200bx"), user("visitor\u200bx"), user("mallory")
	s.ExecuteAs(t, mallory, `mutation {
		createGroup(input: {id: "m", displayName: "M", driveId: "md"}) { id }
		createDriveItem(driveId: "md", input: {id: "mi", name: "x", file: {}}) { id }
		createDriveActivity(driveItemId: "mi", input: {id: "ma", action: {edit: {}}}) { id }
	}`, nil, new(any))
	for _, odd := range []*auth.Principal{member, visitor} {
		s.ExecuteAs(t, odd, `{ me { id } }`, nil, new(any))
		s.ExecuteAs(t, odd, `mutation { createGroup(input: {displayName: "Own"}) { id } }`, nil, new(any))
		s.Execute(t, `mutation ($id: ID!) { addGroupMember(groupId: "m", userId: $id) { id } }`, map[string]any{"id": odd.UserID}, new(any))
	}
	s.ExecuteAs(t, visitor, `mutation {
		createItemActivity(groupId: "m", activityId: "ma", statId: "~allTime~mi", input: {access: {}}) { id }
		removeGroupMember(groupId: "m", userId: "visitor\u200bx") { id }
	}`, nil, new(any))
	for _, odd := range []*auth.Principal{member, visitor} {
		recipients := make([]map[string]any, 100)
		for i := range recipients {
			recipients[i] = map[string]any{"user": map[string]any{"id": odd.UserID}}
		}
		var created any
		s.ExecuteAs(t, mallory, `mutation ($r: [IdentitySetInput!]) {
			createDriveActivity(driveItemId: "mi", input: {action: {share: {recipients: $r}}}) { id }
		}`, map[string]any{"r": recipients}, &created)
	}
}
