package rest_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// send sends a request with a body as the local user.
func (s *server) send(t *testing.T, method, url, body string) response {
	t.Helper()
	return s.do(t, auth.Local(), method, url, body)
}

// id returns the id of what was created.
func (r response) id(t *testing.T) string {
	t.Helper()
	var created struct{ ID string }
	if err := json.Unmarshal(r.Body.Bytes(), &created); err != nil || created.ID == "" || r.Code != http.StatusCreated {
		t.Fatalf("the response is %d %s", r.Code, r.Body)
	}
	return created.ID
}

// TestCreateGroup creates a group as a client of Graph does.
func TestCreateGroup(t *testing.T) {
	s := newServer(t, gqlhttptest.NewServer(t))
	got := s.send(t, http.MethodPost, "/v1.0/groups",
		`{"@odata.type":"#microsoft.graph.group","displayName":"Library","mailEnabled":false,"mailNickname":"library","securityEnabled":true,"groupTypes":["Unified"]}`)
	id := got.id(t)
	created := `{"id":"` + id + `","createdDateTime":` + now + `,"displayName":"Library"}`
	got.want(t, http.StatusCreated, created)
	if location := got.Header().Get("Location"); location != publicURL+"/v1.0/groups/"+id {
		t.Errorf("the location is %s", location)
	}
	s.get(t, "/v1.0/groups/"+id).want(t, http.StatusOK, created)
	s.get(t, "/v1.0/groups/"+id+"/owners?$select=id").want(t, http.StatusOK, `{"value":[{"id":"local-user"}]}`)

	// A chosen id makes the request repeatable.
	for range 2 {
		s.send(t, http.MethodPost, "/v1.0/groups", `{"id":"a/b","displayName":"L"}`).want(t, http.StatusCreated, `{"id":"a/b","createdDateTime":`+now+`,"displayName":"L"}`)
	}
	for body, names := range map[string]string{
		`{}`: "displayName", `{"displayName":null}`: "displayName", `{"displayName":7}`: "displayName", `{"displayName":""}`: `"displayName"`,
		`{"displayName":"x","description":"d"}`: `"description"`, `{"displayName":"x","MailEnabled":false}`: `"MailEnabled"`, `{"displayName":"x","displayName":"y"}`: "duplicate",
		`{"@odata.type":"#microsoft.graph.user","displayName":"x"}`: "microsoft.graph.group",
	} {
		got := s.send(t, http.MethodPost, "/v1.0/groups", body).wantError(t, http.StatusBadRequest, "invalidRequest")
		if !strings.Contains(got.Message, names) {
			t.Errorf("the message for %s does not contain %s: %s", body, names, got.Message)
		}
	}
	if p := s.page(t, "/v1.0/me/joinedGroups"); len(p.Value) != 2 {
		t.Errorf("the groups are %+v", p)
	}
}

// TestUpdateGroup changes the name of a group, and sets and removes its claim.
func TestUpdateGroup(t *testing.T) {
	s := newItemServer(t)
	name := func(want string) {
		t.Helper()
		s.get(t, "/v1.0/groups/g?$select=displayName").want(t, http.StatusOK, `{"displayName":"`+want+`"}`)
	}
	claim := func(want any) {
		t.Helper()
		var got struct{ Group struct{ Claim any } }
		s.Execute(t, `{ group(id: "g") { claim } }`, nil, &got)
		if got.Group.Claim != want {
			t.Errorf("the claim is %v, want %v", got.Group.Claim, want)
		}
	}
	s.send(t, http.MethodPatch, "/v1.0/groups/g", `{"claim":"c"}`).want(t, http.StatusNoContent, "")
	claim("c")
	s.send(t, http.MethodPatch, "/v1.0/groups/g", `{"@odata.type":"#microsoft.graph.group"}`).want(t, http.StatusNoContent, "")
	s.send(t, http.MethodPatch, "/v1.0/groups/g", `{}`).want(t, http.StatusNoContent, "")
	claim("c")
	s.send(t, http.MethodPatch, "/beta/me/joinedGroups/g", `{"claim":null}`).want(t, http.StatusNoContent, "")
	claim(nil)
	for body, names := range map[string]string{
		`{"visibility":"Private"}`: `"visibility"`, `{"displayName":"N","description":"d"}`: `"description"`, `{"displayName":"N","mailEnabled":false}`: `"mailEnabled"`, `{"displayName":7}`: `"displayName"`,
		`{"displayName":null}`: "displayName", `{"displayName":""}`: `"displayName"`, `{"displayName":"N","claim":"~x"}`: `"claim"`, `{"claim":""}`: `"claim"`,
	} {
		got := s.send(t, http.MethodPatch, "/v1.0/groups/g", body).wantError(t, http.StatusBadRequest, "invalidRequest")
		if !strings.Contains(got.Message, names) {
			t.Errorf("the message for %s does not contain %s: %s", body, names, got.Message)
		}
	}
	name("G")
	s.send(t, http.MethodPatch, "/beta/me/joinedGroups/g", `{"displayName":"New name"}`).want(t, http.StatusNoContent, "")
	name("New name")
	claim(nil)
	s.Execute(t, `mutation { addGroupMember(groupId: "g", userId: "jane") { id } }`, nil, new(any))
	member := &auth.Principal{UserID: "jane", Scopes: userScopes}
	for _, body := range []string{`{"claim":"x"}`, `{"displayName":"x"}`} {
		s.do(t, member, http.MethodPatch, "/v1.0/groups/g", body).wantError(t, http.StatusForbidden, "accessDenied")
	}
	claim(nil)
	name("New name")
}

// TestMembers adds and removes members and owners.
func TestMembers(t *testing.T) {
	s := newItemServer(t)
	want := func(list, ids string) {
		t.Helper()
		var got []string
		for _, each := range s.page(t, "/v1.0/groups/g/"+list).Value {
			got = append(got, each.ID)
		}
		if strings.Join(got, " ") != ids {
			t.Errorf("the %s are %s, want %s", list, got, ids)
		}
	}
	reference := func(id string) string { return `{"@odata.id":"` + id + `"}` }
	for range 2 { // adding a member again changes nothing
		s.send(t, http.MethodPost, "/v1.0/groups/g/members/$ref", reference("https://graph.microsoft.com/v1.0/directoryObjects/jim")).want(t, http.StatusNoContent, "")
	}
	s.send(t, http.MethodPost, "/beta/me/joinedGroups/g/members/$ref", reference("http://localhost:1/beta/users/a%2Fb%20c")).want(t, http.StatusNoContent, "")
	s.send(t, http.MethodPost, "/v1.0/groups/g/members/$ref", reference("https://files.example/activity/v1.0/users('o''x')")).want(t, http.StatusNoContent, "")
	s.send(t, http.MethodPost, "/v1.0/groups/g/owners/$ref", reference("https://graph.microsoft.com/v1.0/users/ann")).want(t, http.StatusNoContent, "")
	want("members", "local-user jim a/b c o'x ann")
	want("owners", "local-user ann")

	s.send(t, http.MethodDelete, "/v1.0/groups/g/owners/ann/$ref", "").want(t, http.StatusNoContent, "")
	want("owners", "local-user")
	want("members", "local-user jim a/b c o'x ann")
	for range 2 { // removing somebody who is not a member changes nothing
		s.send(t, http.MethodDelete, "/v1.0/groups/g/members/a%2Fb%20c/$ref", "").want(t, http.StatusNoContent, "")
	}
	want("members", "local-user jim o'x ann")

	for _, body := range []string{
		reference("jim"), reference("/users/jim"), reference("https://graph.microsoft.com/v1.0/groups/jim"), reference("https://graph.microsoft.com/v1.0/users/"), reference("https://graph.microsoft.com/users"),
		reference("https://graph.microsoft.com/v1.0/users/jim?x=1"), reference("https://graph.microsoft.com/v1.0/servicePrincipals/app"), reference("https:///v1.0/users/jim"), reference(""), reference("https://graph.microsoft.com/v1.0/users/%zz"),
		reference("https://graph.microsoft.com/v1.0/users/~user~jim%00"),
		`{}`, `{"@odata.id":null}`, `{"@odata.id":7}`, `{"@odata.id":{}}`, `{"@odata.id":"https://graph.microsoft.com/v1.0/users/x","id":"x"}`, `{"userId":"x"}`, `[]`,
	} {
		for _, list := range []string{"members", "owners"} {
			s.send(t, http.MethodPost, "/v1.0/groups/g/"+list+"/$ref", body).wantError(t, http.StatusBadRequest, "invalidRequest")
		}
	}
	want("members", "local-user jim o'x ann")
	want("owners", "local-user")

	member := &auth.Principal{UserID: "jim", Scopes: userScopes}
	for _, list := range []string{"members", "owners"} {
		s.do(t, member, http.MethodPost, "/v1.0/groups/g/"+list+"/$ref", reference("https://graph.microsoft.com/v1.0/users/new")).wantError(t, http.StatusForbidden, "accessDenied")
		s.do(t, member, http.MethodDelete, "/v1.0/groups/g/"+list+"/local-user/$ref", "").wantError(t, http.StatusForbidden, "accessDenied")
	}
	s.do(t, member, http.MethodDelete, "/v1.0/me/joinedGroups/g/members/jim/$ref", "").want(t, http.StatusNoContent, "")
	want("members", "local-user o'x ann")
	want("owners", "local-user")
}

// TestCreateItems creates a folder and a file in it, and renames and deletes the file.
func TestCreateItems(t *testing.T) {
	s := newItemServer(t)
	item := func(id, name, parent, facet string) string {
		return `{"id":"` + id + `","name":"` + name + `","createdBy":` + local + `,"createdDateTime":` + now + `,"lastModifiedBy":` + local + `,"lastModifiedDateTime":` + now +
			`,"parentReference":{"driveId":"d"` + parent + `},` + facet + `}`
	}
	wantCreated := func(got response, location, want string) {
		t.Helper()
		got.want(t, http.StatusCreated, want)
		if sent := got.Header().Get("Location"); sent != publicURL+location {
			t.Errorf("the location is %s, want %s", sent, publicURL+location)
		}
		s.get(t, location).want(t, http.StatusOK, want)
	}
	const drive = "/v1.0/me/joinedGroups/g/drive"
	got := s.send(t, http.MethodPost, drive+"/root/children",
		`{"@odata.type":"microsoft.graph.driveItem","name":"New Folder","folder":{"@odata.type":"#microsoft.graph.folder"},"@microsoft.graph.conflictBehavior":"rename"}`)
	folder := got.id(t)
	wantCreated(got, drive+"/items/"+folder, item(folder, "New Folder", "", `"folder":{}`))
	got = s.send(t, http.MethodPost, "/beta/groups/g/drive/items/"+folder+"/children", `{"id":"a b/c","name":"ü.txt","file":{"mimeType":"text/plain"}}`)
	wantCreated(got, "/beta/groups/g/drive/items/a%20b%2Fc", item("a b/c", "ü.txt", `,"id":"`+folder+`"`, `"file":{"mimeType":"text/plain"}`))
	s.get(t, drive+"/items/"+folder+"/children?$select=id").want(t, http.StatusOK, `{"value":[{"id":"a b/c"}]}`)
	// The same request is a retry.
	s.send(t, http.MethodPost, "/beta/groups/g/drive/items/"+folder+"/children", `{"id":"a b/c","name":"ü.txt","file":{"mimeType":"text/plain"}}`).
		want(t, http.StatusCreated, item("a b/c", "ü.txt", `,"id":"`+folder+`"`, `"file":{"mimeType":"text/plain"}`))

	file := drive + "/items/a%20b%2Fc"
	renamed := item("a b/c", "new.txt", `,"id":"`+folder+`"`, `"file":{"mimeType":"text/plain"}`)
	got = s.send(t, http.MethodPatch, file, `{"name":"new.txt"}`)
	got.want(t, http.StatusOK, renamed)
	if got.Header().Get("Location") != "" || got.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("the headers are %v", got.Header())
	}
	s.get(t, file).want(t, http.StatusOK, renamed)
	s.send(t, http.MethodDelete, drive+"/items/"+folder, "").wantError(t, http.StatusConflict, "notAllowed")
	for range 2 { // deleting a deleted item changes nothing
		s.send(t, http.MethodDelete, file, "").want(t, http.StatusNoContent, "")
	}
	s.get(t, file).want(t, http.StatusOK, strings.TrimSuffix(renamed, "}")+`,"deleted":{"state":"deleted"}}`)
	s.send(t, http.MethodPatch, file, `{"name":"x"}`).wantError(t, http.StatusConflict, "notAllowed")
}

// TestRejectedItems sends bodies that are rejected. Nothing is created or changed.
func TestRejectedItems(t *testing.T) {
	s := newDriveServer(t)
	const drive = "/v1.0/groups/g/drive"
	for body, names := range map[string]string{
		`{}`: `"name"`, `{"name":"x"}`: "folder", `{"name":"x","file":{},"folder":{}}`: "folder", `{"name":null,"file":{}}`: `"name"`, `{"name":7,"file":{}}`: `"name"`,
		`{"name":"","file":{}}`: `"name"`, `{"name":"x","file":[]}`: `"file"`, `{"name":"x","file":{"mimeType":7}}`: `"file.mimeType"`, `{"name":"x","file":{"size":7}}`: `"file.size"`,
		`{"name":"x","folder":{"childCount":1}}`: `"folder.childCount"`, `{"name":"x","file":{},"parentId":"f"}`: `"parentId"`, `{"name":"x","file":{},"driveId":"d"}`: `"driveId"`,
		`{"name":"x","file":{},"driveItemId":"f"}`: `"driveItemId"`, `{"name":"x","file":{},"id":""}`: `"id"`, `{"name":"x","file":{},"id":"~x"}`: `"id"`, `{"name":"x","file":{},"eTag":"1"}`: `"eTag"`,
		`{"@odata.type":"#microsoft.graph.drive","name":"x","file":{}}`: "microsoft.graph.driveItem", `{"name":"x","folder":{"@odata.type":"microsoft.graph.file"}}`: "microsoft.graph.folder",
	} {
		for _, path := range []string{"/root/children", "/items/f/children"} {
			got := s.send(t, http.MethodPost, drive+path, body).wantError(t, http.StatusBadRequest, "invalidRequest")
			if !strings.Contains(got.Message, names) {
				t.Errorf("the message for %s does not contain %s: %s", body, names, got.Message)
			}
		}
	}
	for _, body := range []string{`{}`, `{"name":null}`, `{"name":""}`, `{"name":["x"]}`, `{"name":"x","file":{}}`, `{"name":"x","parentReference":{"driveId":"d"}}`, `{"driveItemId":"f","name":"x"}`} {
		s.send(t, http.MethodPatch, drive+"/items/i", body).wantError(t, http.StatusBadRequest, "invalidRequest")
	}
	s.send(t, http.MethodPost, drive+"/items/i/children", `{"name":"x","file":{}}`).wantError(t, http.StatusConflict, "notAllowed")
	s.get(t, drive+"/items/f").want(t, http.StatusOK, folderJSON)
	s.get(t, drive+"/items/f/children").want(t, http.StatusOK, `{"value":[`+fileJSON+`]}`)
	var all struct {
		Drive struct{ Items struct{ TotalCount int } }
	}
	s.Execute(t, `{ drive(id: "d") { items { totalCount } } }`, nil, &all)
	if all.Drive.Items.TotalCount != 2 {
		t.Errorf("the drive has %d items, want 2", all.Drive.Items.TotalCount)
	}
}

// TestForeignItems: an item of another group is neither changed nor deleted, and nothing is
// created in it, although the caller may do so with the other group's path.
func TestForeignItems(t *testing.T) {
	s := newDriveServer(t)
	s.Execute(t, `mutation { createGroup(input: {id: "g2", displayName: "G2"}) { id } }`, nil, new(any))
	for _, c := range [][3]string{
		{http.MethodPatch, "/items/i", `{"name":"x"}`},
		{http.MethodPatch, "/items/i", `{"parentReference":{"path":"/drive/root:"}}`},
		{http.MethodDelete, "/items/i", ""},
		{http.MethodPost, "/items/i/restore", ""},
		{http.MethodPost, "/items/f/children", `{"name":"x","file":{}}`},
	} {
		for _, group := range []string{"/v1.0/groups/g2", "/beta/me/joinedGroups/g2"} {
			s.send(t, c[0], group+"/drive"+c[1], c[2]).wantError(t, http.StatusNotFound, "itemNotFound")
		}
	}
	s.get(t, "/v1.0/groups/g/drive/items/i").want(t, http.StatusOK, fileJSON)
	s.get(t, "/v1.0/groups/g/drive/items/f/children").want(t, http.StatusOK, `{"value":[`+fileJSON+`]}`)
}

// TestReadersCannotWrite: a caller with Files.Read changes nothing.
func TestReadersCannotWrite(t *testing.T) {
	s := newDriveServer(t)
	reader := &auth.Principal{UserID: "jim", Scopes: auth.FilesRead}
	for _, c := range [][3]string{
		{http.MethodPost, "/groups", `{"displayName":"x"}`},
		{http.MethodPatch, "/groups/g", `{}`},
		{http.MethodPost, "/groups/g/members/$ref", `{"@odata.id":"https://graph.microsoft.com/v1.0/users/x"}`},
		{http.MethodDelete, "/groups/g/members/jim/$ref", ""},
		{http.MethodPost, "/groups/g/drive/root/children", `{"name":"x","file":{}}`},
		{http.MethodPost, "/groups/g/drive/items/f/children", `{"name":"x","file":{}}`},
		{http.MethodPatch, "/groups/g/drive/items/i", `{"name":"x"}`},
		{http.MethodPatch, "/groups/g/drive/items/i", `{"parentReference":{"path":"/drive/root:"}}`},
		{http.MethodPost, "/groups/g/drive/items/i/restore", `{}`},
		{http.MethodDelete, "/groups/g/drive/items/i", ""},
	} {
		s.do(t, reader, c[0], "/v1.0"+c[1], c[2]).wantError(t, http.StatusForbidden, "accessDenied")
	}
	s.do(t, reader, http.MethodGet, "/v1.0/groups/g/drive/items/i", "").want(t, http.StatusOK, fileJSON)
	s.do(t, reader, http.MethodGet, "/v1.0/groups/g/members?$select=id", "").want(t, http.StatusOK, `{"value":[{"id":"local-user"},{"id":"jim"},{"id":"app"}]}`)
}

// TestRetriedWrites repeats requests as the clients of Graph do after they received no
// response. Each has the response of the first one, and nothing is created twice.
func TestRetriedWrites(t *testing.T) {
	s := newDriveServer(t)
	for _, c := range []struct {
		method, path, body string
		status             int
	}{
		{http.MethodPost, "/groups", `{"displayName":"x"}`, http.StatusCreated},
		{http.MethodPost, "/groups/g/drive/root/children", `{"name":"x","file":{}}`, http.StatusCreated},
		{http.MethodPost, "/groups/g/drive/items/f/children", `{"name":"x","file":{}}`, http.StatusCreated},
		{http.MethodPatch, "/groups/g/drive/items/i", `{"name":"x"}`, http.StatusOK},
		{http.MethodPatch, "/groups/g/drive/items/i", `{"name":"y","parentReference":{"path":"/drive/root:"}}`, http.StatusOK},
		{http.MethodPost, "/groups/g/drive/items/i/restore", "", http.StatusOK},
		{http.MethodPatch, "/groups/g", `{"claim":"x","displayName":"N"}`, http.StatusNoContent},
		{http.MethodPost, "/groups/g/members/$ref", `{"@odata.id":"https://graph.microsoft.com/v1.0/users/x"}`, http.StatusNoContent},
		{http.MethodDelete, "/groups/g/members/x/$ref", "", http.StatusNoContent},
		{http.MethodDelete, "/groups/g/drive/items/i", "", http.StatusNoContent},
	} {
		first := s.do(t, auth.Local(), c.method, "/v1.0"+c.path, c.body, "client-request-id", "1")
		again := s.do(t, auth.Local(), c.method, "/v1.0"+c.path, c.body, "client-request-id", "1", "Retry-Attempt", "1")
		keyed := s.do(t, auth.Local(), c.method, "/v1.0"+c.path, c.body, "Idempotency-Key", c.path+c.method)
		keyedAgain := s.do(t, auth.Local(), c.method, "/v1.0"+c.path, c.body, "Idempotency-Key", c.path+c.method)
		for _, pair := range [][2]response{{first, again}, {keyed, keyedAgain}} {
			if pair[0].Code != c.status {
				t.Errorf("%s %s: %d %s", c.method, c.path, pair[0].Code, pair[0].Body)
			}
			pair[1].want(t, c.status, strings.TrimSpace(pair[0].Body.String()))
			if location := pair[0].Header().Get("Location"); pair[1].Header().Get("Location") != location {
				t.Errorf("%s %s: another location than %s", c.method, c.path, location)
			}
		}
		if c.status == http.StatusCreated && first.id(t) == keyed.id(t) {
			t.Errorf("%s %s: requests with different keys are one", c.method, c.path)
		}
	}
}

// TestPreconditions: entities have no ETag, so that a change cannot depend on one. A request
// with such a condition changes nothing. Reads have no conditions that they could violate.
func TestPreconditions(t *testing.T) {
	s := newItemServer(t)
	const item = "/v1.0/groups/g/drive/items/i"
	before := s.get(t, item).Body.String()
	for _, condition := range [][]string{{"If-Match", `"1"`}, {"If-Match", `W/"1"`}, {"If-None-Match", "*"}, {"If-Unmodified-Since", "Sun, 29 Nov 2026 18:43:00 GMT"}, {"If-Match", "*", "If-Match", `"1"`}, {"If-None-Match", "", "If-None-Match", `"1"`}} {
		for method, body := range map[string]string{http.MethodPatch: `{"name":"changed"}`, http.MethodDelete: ""} {
			got := s.do(t, auth.Local(), method, item, body, condition...).wantError(t, http.StatusBadRequest, "invalidRequest")
			if !strings.Contains(got.Message, condition[0]) {
				t.Errorf("the message for %v is %q", condition, got.Message)
			}
		}
		if got := s.do(t, auth.Local(), http.MethodGet, item, "", condition...); got.Body.String() != before {
			t.Errorf("with %v the item is %s, want %s", condition, got.Body, before)
		}
	}
	got := s.do(t, auth.Local(), http.MethodPatch, item, `{"name":"changed"}`, "If-Match", "*")
	if got.Code != http.StatusOK || !strings.Contains(got.Body.String(), `"name":"changed"`) {
		t.Errorf("the response is %d %s", got.Code, got.Body)
	}
}
