package rest_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// newActiveServer returns a server with a drive with three files. The file a was accessed once, b three
// times and c once. Two of the accesses to b were by ann, the others by ben. b was edited once.
func newActiveServer(t *testing.T) *server {
	t.Helper()
	s := gqlhttptest.NewServer(t)
	s.Execute(t, `mutation {
		createGroup(input: {id: "g", displayName: "G", driveId: "d"}) { id }
		a: createDriveItem(driveId: "d", input: {id: "a", name: "a.txt", file: {}}) { id }
		b: createDriveItem(driveId: "d", input: {id: "b", name: "b.txt", file: {}}) { id }
		c: createDriveItem(driveId: "d", input: {id: "c", name: "c.txt", file: {}}) { id }
		createDriveActivity(driveItemId: "b", input: {id: "k", action: {edit: {}}, actor: {user: {id: "ben"}}}) { id }
		c1: recordAccess(driveItemId: "c", input: {access: {}, actor: {user: {id: "ben"}}}) { id }
		b1: recordAccess(driveItemId: "b", input: {access: {}, actor: {user: {id: "ann"}}}) { id }
		b2: recordAccess(driveItemId: "b", input: {access: {}, actor: {user: {id: "ann"}, device: {id: "phone"}}}) { id }
		b3: recordAccess(driveItemId: "b", input: {access: {}, actor: {user: {id: "ben"}}}) { id }
		a1: recordAccess(driveItemId: "a", input: {access: {}, activityDateTime: "2017-01-02T03:04:05Z", actor: {user: {id: "ben"}}}) { id }
	}`, nil, new(any))
	return newServer(t, s)
}

// TestMostActive reads the most active items and actors at the URLs of the drive.
func TestMostActive(t *testing.T) {
	s := newActiveServer(t)
	for path, want := range map[string]string{
		"/allTime/mostActiveItems?$select=actionCount,actorCount":   `{"value":[{"actionCount":3,"actorCount":2},{"actionCount":1,"actorCount":1},{"actionCount":1,"actorCount":1}]}`,
		"/allTime/mostActiveItems?$select=actionCount&action=edit":  `{"value":[{"actionCount":1}]}`,
		"/allTime/mostActiveItems?action=move":                      `{"value":[]}`,
		"/lastSevenDays/mostActiveItems?$select=actionCount":        `{"value":[{"actionCount":3},{"actionCount":1}]}`,
		"/lastSevenDays/mostActiveItems?$select=actionCount&$top=1": `{"value":[{"actionCount":3}]}`,
		"/allTime/mostActiveActors":                                 `{"value":[{"actor":{"user":{"id":"ben"}},"actionCount":3},{"actor":{"device":{"id":"phone"},"user":{"id":"ann"}},"actionCount":2}]}`,
		"/lastSevenDays/mostActiveActors":                           `{"value":[{"actor":{"user":{"id":"ben"}},"actionCount":2},{"actor":{"device":{"id":"phone"},"user":{"id":"ann"}},"actionCount":2}]}`,
		"/allTime/mostActiveActors?action=edit":                     `{"value":[{"actor":{"user":{"id":"ben"}},"actionCount":1}]}`,
		"/allTime?$select=access,edit":                              `{"access":{"actionCount":5,"actorCount":2},"edit":{"actionCount":1,"actorCount":1}}`,
		"/lastSevenDays?$select=access,delete":                      `{"access":{"actionCount":4,"actorCount":2},"delete":{"actionCount":0,"actorCount":0}}`,
	} {
		for _, group := range []string{"/v1.0/groups/g", "/beta/me/joinedGroups/g"} {
			s.get(t, group+"/drive/analytics"+path).want(t, http.StatusOK, want)
		}
	}
	s.get(t, "/v1.0/groups/g/drive/getActivitiesByInterval(startDateTime='2017-01-01',endDateTime='2017-01-02',interval='day')?$select=access").
		want(t, http.StatusOK, `{"value":[{"access":{"actionCount":0,"actorCount":0}},{"access":{"actionCount":1,"actorCount":1}}]}`)
	for _, query := range []string{"$top=0", "$top=101", "action=ACCESS", "action=rename", "action=", "$action=edit", "$count=true", "$skiptoken=x"} {
		s.get(t, "/v1.0/groups/g/drive/analytics/allTime/mostActiveItems?"+query).wantError(t, http.StatusBadRequest, "invalidRequest")
	}
	s.get(t, "/v1.0/groups/g/drive/analytics/allTime?action=edit").wantError(t, http.StatusBadRequest, "invalidRequest")
}

// TestMostActiveItemsInOrder: the item with the most activities is first, then those with the same number
// in the order of their creation.
func TestMostActiveItemsInOrder(t *testing.T) {
	s := newActiveServer(t)
	var list struct {
		Value []struct {
			DriveItem struct {
				ID, Name        string
				ParentReference struct{ DriveID string }
			}
		}
	}
	if err := json.Unmarshal(s.get(t, "/v1.0/groups/g/drive/analytics/allTime/mostActiveItems").Body.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, active := range list.Value {
		order = append(order, active.DriveItem.ID)
		if item := active.DriveItem; item.Name != item.ID+".txt" || item.ParentReference.DriveID != "d" {
			t.Errorf("the item is %+v", item)
		}
	}
	if got := strings.Join(order, " "); got != "b a c" {
		t.Errorf("the items are %s, want b a c", got)
	}
}

// TestOwnRoutesSayIt: exactly the descriptions of the routes of a drive's statistics say that Microsoft
// Graph does not have them.
func TestOwnRoutesSayIt(t *testing.T) {
	s := newActiveServer(t)
	own := 0
	for path, item := range describedBy(t, s.rest).at("paths").(map[string]any) {
		get, ok := item.(map[string]any)["get"].(map[string]any)
		if !ok {
			continue
		}
		says := strings.HasPrefix(get["description"].(string), "Microsoft Graph does not have this path.")
		ours := strings.Contains(path, "/drive/analytics") || strings.Contains(path, "/drive/getActivitiesByInterval")
		if says != ours {
			t.Errorf("%s: the description says %t, want %t", path, says, ours)
		}
		if ours {
			own++
		}
	}
	if own < 8 {
		t.Errorf("only %d paths are described", own)
	}
}
