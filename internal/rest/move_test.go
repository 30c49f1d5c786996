package rest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
)

// treeDrive is the drive of newTreeServer.
const treeDrive = "/v1.0/groups/g/drive"

// placeOf returns the name of an item and the id of the folder that contains it.
func (s *server) placeOf(t *testing.T, id string) (name, parent string) {
	t.Helper()
	var got struct {
		DriveItem struct {
			Name   string
			Parent struct{ ID string }
		}
	}
	s.Execute(t, `query($id: ID!) { driveItem(id: $id) { name parent { id } } }`, map[string]any{"id": id}, &got)
	return got.DriveItem.Name, got.DriveItem.Parent.ID
}

// TestMoveItems moves items to folders and to the top, and renames them at the same time.
func TestMoveItems(t *testing.T) {
	s := newTreeServer(t)
	for _, c := range []struct{ id, body, name, parent string }{
		{"a1", `{"parentReference":{"id":"b"}}`, "REPORT.txt", "b"},
		{"a1", `{"parentReference":{"@odata.type":"#microsoft.graph.itemReference","id":"a2","driveId":"d"},"name":"new.txt"}`, "new.txt", "a2"},
		{"a1", `{"parentReference":{"id":"a2"},"name":"newer.txt"}`, "newer.txt", "a2"},
		{"a1", `{"parentReference":{"path":"/drive/root:"}}`, "newer.txt", ""},
		{"a1", `{"name":"a1","parentReference":{"path":"/drive/root","driveId":"d"},"@microsoft.graph.conflictBehavior":"rename"}`, "a1", ""},
		{"a", `{"@odata.type":"microsoft.graph.driveItem","parentReference":{"id":"b"}}`, "Reports", "b"},
	} {
		want := `{"driveId":"d"}`
		if c.parent != "" {
			want = `{"driveId":"d","id":"` + c.parent + `"}`
		}
		got := s.send(t, http.MethodPatch, treeDrive+"/items/"+c.id, c.body)
		for _, part := range []string{`{"id":"` + c.id + `","name":"` + c.name + `",`, `"parentReference":` + want + `,`} {
			if got.Code != http.StatusOK || !strings.Contains(got.Body.String(), part) {
				t.Errorf("%s: %d %s, want %s", c.body, got.Code, got.Body, part)
			}
		}
		s.get(t, treeDrive+"/items/"+c.id).want(t, http.StatusOK, strings.TrimSpace(got.Body.String()))
		if name, parent := s.placeOf(t, c.id); name != c.name || parent != c.parent {
			t.Errorf("%s: the item is %s in %s", c.body, name, parent)
		}
	}
	if p := s.page(t, "/beta/me/joinedGroups/g/drive/root/children"); p.ids() != "b c a1" {
		t.Errorf("the top of the drive has %+v", p)
	}
}

// TestRejectedMoves: a move that is rejected leaves the item where it is, with its name.
func TestRejectedMoves(t *testing.T) {
	s := newTreeServer(t)
	s.Execute(t, `mutation {
		createGroup(input: {id: "g2", displayName: "G2", driveId: "d2"}) { id }
		createDriveItem(driveId: "d2", input: {id: "other", name: "Other", folder: {}}) { id }
	}`, nil, new(any))
	type rejection struct {
		status      int
		code, names string
	}
	invalid := func(names string) rejection { return rejection{http.StatusBadRequest, "invalidRequest", names} }
	conflict := func(names string) rejection { return rejection{http.StatusConflict, "notAllowed", names} }
	for parent, want := range map[string]rejection{
		`{"id":"a2"}`:                            conflict("into itself"),
		`{"id":"a"}`:                             conflict("into itself"),
		`{"id":"c"}`:                             conflict("file"),
		`{"id":"gone"}`:                          conflict("file"),
		`{"id":"other"}`:                         {http.StatusNotFound, "itemNotFound", `"parentReference"`},
		`{"id":"unknown"}`:                       {http.StatusNotFound, "itemNotFound", `"parentReference"`},
		`{"id":"b","driveId":"d2"}`:              invalid(`"parentReference.driveId"`),
		`{"id":"other","driveId":"d2"}`:          invalid(`"parentReference.driveId"`),
		`{"id":"b","driveId":"unknown"}`:         invalid(`"parentReference.driveId"`),
		`{"path":"/drive/root:","driveId":"d2"}`: invalid(`"parentReference.driveId"`),
		`{"driveId":"d"}`:                        invalid(`"parentReference"`),
		`{}`:                                     invalid(`"parentReference"`),
		`null`:                                   invalid(`"parentReference"`),
		`"b"`:                                    invalid(`"parentReference"`),
		`["b"]`:                                  invalid(`"parentReference"`),
		`{"id":"b","path":"/drive/root:"}`:       invalid(`"parentReference"`),
		`{"id":null}`:                            invalid(`"parentReference.id"`),
		`{"id":""}`:                              invalid(`"parentReference.id"`),
		`{"id":7}`:                               invalid(`"parentReference.id"`),
		`{"id":{"id":"b"}}`:                      invalid(`"parentReference.id"`),
		`{"id":"a\u0001"}`:                       invalid(`"parentReference"`),
		`{"id":"b","name":"B"}`:                  invalid(`"parentReference.name"`),
		`{"id":"b","value":"x"}`:                 invalid(`"parentReference.value"`),
		`{"path":"/drive/root:/Reports"}`:        invalid(`"parentReference.path"`),
		`{"path":""}`:                            invalid(`"parentReference.path"`),
		`{"path":"/drives/d/root:"}`:             invalid(`"parentReference.path"`),
		`{"id":"b","@odata.type":"microsoft.graph.drive"}`:     invalid(`"parentReference.@odata.type"`),
		`{"id":"b","id":"b"}`:                                  invalid("duplicate"),
		`{"id":"b"},"parentReference":{"id":"b"}`:              invalid("duplicate"),
		`{"id":"b"},"eTag":"1"`:                                invalid(`"eTag"`),
		`{"id":"b"},"parentId":"b"`:                            invalid(`"parentId"`),
		`{"id":"b"},"driveItemId":"c"`:                         invalid(`"driveItemId"`),
		`{"id":"b"},"@odata.type":"#microsoft.graph.listItem"`: invalid(`"@odata.type"`),
	} {
		for _, body := range []string{`{"name":"renamed","parentReference":` + parent + `}`, `{"parentReference":` + parent + `}`} {
			got := s.send(t, http.MethodPatch, treeDrive+"/items/a", body).wantError(t, want.status, want.code)
			if !strings.Contains(got.Message, want.names) {
				t.Errorf("the message for %s does not contain %s: %s", body, want.names, got.Message)
			}
		}
	}
	// The name is rejected, and the item is not moved.
	for _, name := range []string{`""`, `null`, `7`, `"a\nb"`, `"` + strings.Repeat("x", 256) + `"`} {
		got := s.send(t, http.MethodPatch, treeDrive+"/items/a", `{"name":`+name+`,"parentReference":{"id":"b"}}`).wantError(t, http.StatusBadRequest, "invalidRequest")
		if !strings.Contains(got.Message, "name") && !strings.Contains(got.Message, "text") {
			t.Errorf("the message for the name %s is %s", name, got.Message)
		}
	}
	if name, parent := s.placeOf(t, "a"); name != "Reports" || parent != "" {
		t.Errorf("the item is %s in %q", name, parent)
	}

	// Foreign and unknown folders have the same response.
	outsider := &auth.Principal{UserID: "jane", Scopes: userScopes}
	s.Execute(t, `mutation { addGroupMember(groupId: "g", userId: "jane") { id } }`, nil, new(any))
	foreign := s.do(t, outsider, http.MethodPatch, treeDrive+"/items/a", `{"parentReference":{"id":"other"}}`).wantError(t, http.StatusNotFound, "itemNotFound")
	unknown := s.do(t, outsider, http.MethodPatch, treeDrive+"/items/a", `{"parentReference":{"id":"unknown"}}`).wantError(t, http.StatusNotFound, "itemNotFound")
	if foreign.Message != unknown.Message {
		t.Errorf("a foreign folder: %q, an unknown one: %q", foreign.Message, unknown.Message)
	}
	s.send(t, http.MethodPatch, treeDrive+"/items/gone", `{"parentReference":{"id":"b"}}`).wantError(t, http.StatusConflict, "notAllowed")
}

// TestRestoreItems restores a deleted item.
func TestRestoreItems(t *testing.T) {
	s := newTreeServer(t)
	item := treeDrive + "/items/a3"
	for _, body := range []string{
		`{"name":"x"}`, `{"parentReference":{"id":"b"}}`, `{"parentReference":{"id":"b"},"name":"x"}`, `{"id":"a3"}`, `{"name":null}`, `[]`, `null`, `{`, `{"@odata.type":"#microsoft.graph.drive"}`,
	} {
		got := s.send(t, http.MethodPost, item+"/restore", body).wantError(t, http.StatusBadRequest, "invalidRequest")
		if (strings.Contains(body, "name") || strings.Contains(body, "parent")) && !strings.Contains(got.Message, "not supported") {
			t.Errorf("the message for %s is %s", body, got.Message)
		}
	}
	if p := s.page(t, treeDrive+"/items/a/children"); p.ids() != "a1 a2" {
		t.Errorf("the folder has %+v", p)
	}
	for _, body := range []string{"", `{}`} { // restoring an item again changes nothing
		got := s.send(t, http.MethodPost, item+"/restore", body)
		if got.Code != http.StatusOK || strings.Contains(got.Body.String(), "deleted") || !strings.Contains(got.Body.String(), `"parentReference":{"driveId":"d","id":"a"}`) {
			t.Errorf("the response is %d %s", got.Code, got.Body)
		}
		s.get(t, item).want(t, http.StatusOK, strings.TrimSpace(got.Body.String()))
	}
	if p := s.page(t, treeDrive+"/items/a/children"); p.ids() != "a1 a2 a3" {
		t.Errorf("the folder has %+v", p)
	}
	// An item whose folder is deleted stays deleted.
	for _, id := range []string{"a1", "a21", "a2", "a3", "a"} {
		s.send(t, http.MethodDelete, treeDrive+"/items/"+id, "").want(t, http.StatusNoContent, "")
	}
	got := s.send(t, http.MethodPost, item+"/restore", "").wantError(t, http.StatusConflict, "notAllowed")
	if !strings.Contains(got.Message, "folder") {
		t.Errorf("the message is %s", got.Message)
	}
	if got := s.get(t, item); !strings.Contains(got.Body.String(), `"deleted":{"state":"deleted"}`) {
		t.Errorf("the item is %s", got.Body)
	}
}
