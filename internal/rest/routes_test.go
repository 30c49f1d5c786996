package rest_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
	"github.com/itemactivity/itemactivity/internal/rest"
)

// routeIDs are the values of the parameters of all routes: objects of the group g, and of the
// group g2. Those of one group do not belong to the other one.
var routeIDs = map[string][2]string{
	"groupId":            {"g", "g2"},
	"driveItemId":        {"i", "i2"},
	"itemActivityOLDId":  {"k", "k2"},
	"itemActivityStatId": {"~allTime~i", "~allTime~i2"},
	"itemActivityId":     {"a", "a2"},
}

// routeValues are the values of the parameters that are no objects of a group.
var routeValues = map[string]string{
	"userId": "jim", "q": "x", "startDateTime": "2017-01-01", "endDateTime": "2017-01-02", "interval": "day",
}

// routeBodies are valid bodies for the documents that need one.
var routeBodies = map[string]string{
	"CreateItemActivity": `{"access":{}}`,
	"CreateGroup":        `{"displayName":"New","mailEnabled":false,"mailNickname":"new","securityEnabled":true,"groupTypes":["Unified"]}`,
	"UpdateGroup":        `{"claim":null}`,
	"AddMember":          `{"@odata.id":"https://graph.microsoft.com/v1.0/users/jim"}`,
	"AddOwner":           `{"@odata.id":"https://graph.microsoft.com/v1.0/directoryObjects/jim"}`,
	"CreateDriveItem":    `{"name":"new","folder":{},"@microsoft.graph.conflictBehavior":"rename"}`,
	"CreateChild":        `{"name":"new","file":{"mimeType":"text/plain"}}`,
	"RenameDriveItem":    `{"name":"new"}`,
	"RestoreDriveItem":   `{}`,
}

// routeItems are the items of the documents that need another one than a file.
var routeItems = map[string][2]string{"CreateChild": {"f", "f2"}}

// newRouteServer returns a server with the objects of routeIDs. The user jane is an owner of
// both groups, and the user joe is an owner of the first one.
func newRouteServer(t *testing.T) *server {
	t.Helper()
	s := gqlhttptest.NewServer(t)
	for _, n := range []string{"", "2"} {
		s.Execute(t, strings.ReplaceAll(`mutation {
			createGroup(input: {id: "g#", displayName: "G", driveId: "d#"}) { id }
			addGroupOwner(groupId: "g#", userId: "jane") { id }
			createDriveItem(driveId: "d#", input: {id: "i#", name: "x", file: {}}) { id }
			folder: createDriveItem(driveId: "d#", input: {id: "f#", name: "x", folder: {}}) { id }
			createDriveActivity(driveItemId: "i#", input: {id: "k#", action: {edit: {}}}) { id }
			createItemActivity(groupId: "g#", activityId: "k#", statId: "~allTime~i#", input: {id: "a#", access: {}}) { id }
		}`, "#", n), nil, new(any))
	}
	s.Execute(t, `mutation { addGroupOwner(groupId: "g", userId: "joe") { id } }`, nil, new(any))
	return newServer(t, s)
}

var parameter = regexp.MustCompile(`\{(\w+)\}`)

// fill returns the path of a route with the ids of the first group, except for one parameter.
func fill(t *testing.T, route rest.TestedRoute, except, value string) string {
	t.Helper()
	return "/v1.0" + parameter.ReplaceAllStringFunc(route.Path, func(braced string) string {
		name := strings.Trim(braced, "{}")
		switch {
		case name == except:
			return url.PathEscape(value)
		case routeValues[name] != "":
			return url.PathEscape(routeValues[name])
		}
		return url.PathEscape(idsOf(t, route, name)[0])
	})
}

// idsOf returns the ids of a parameter in the two groups.
func idsOf(t *testing.T, route rest.TestedRoute, name string) [2]string {
	t.Helper()
	if ids, ok := routeItems[route.Document]; ok && name == "driveItemId" {
		return ids
	}
	ids, ok := routeIDs[name]
	if !ok {
		t.Fatalf("routeIDs has no ids for the parameter {%s} of %s", name, route.Path)
	}
	return ids
}

// objectsIn returns the number of parameters of a path that are objects of a group.
func objectsIn(path string) (n int) {
	for _, found := range parameter.FindAllStringSubmatch(path, -1) {
		if routeValues[found[1]] == "" {
			n++
		}
	}
	return n
}

// userScopes are all scopes that a user's token can grant.
const userScopes = auth.FilesRead | auth.FilesReadWrite | auth.GroupReadWriteAll

// TestEveryRoute sends requests to every route that a caller must not make. The responses say
// nothing about what the caller cannot see.
func TestEveryRoute(t *testing.T) {
	s := newRouteServer(t)
	member := &auth.Principal{UserID: "jane", Scopes: userScopes}
	inOneGroup := &auth.Principal{UserID: "joe", Scopes: userScopes}
	noScope := &auth.Principal{UserID: "jane"}
	stranger := &auth.Principal{UserID: "eve", Scopes: userScopes}
	application := &auth.Principal{ApplicationID: "app", Scopes: auth.FilesReadWriteAll | auth.GroupReadWriteAll}
	all := rest.TestedRoutes()
	if len(all) < 80 {
		t.Fatalf("there are only %d routes", len(all))
	}
	for _, route := range all {
		t.Run(route.Method+" "+strings.ReplaceAll(route.Path, "/", "|"), func(t *testing.T) {
			s := s
			if route.Method != http.MethodGet {
				s = newRouteServer(t)
			}
			body := routeBodies[route.Document]
			send := func(caller *auth.Principal, path string) response {
				t.Helper()
				return s.do(t, caller, route.Method, path, body)
			}
			path := fill(t, route, "", "")

			send(nil, path).wantError(t, http.StatusUnauthorized, "unauthenticated")
			send(noScope, path).wantError(t, http.StatusForbidden, "accessDenied")
			for _, option := range []string{"$expand=x", "%24expand=x", "$top=1&$top=1", "$search=x", "x=1", "$format=json", "%zz", "$Top=0"} {
				send(member, path+"?"+option).wantError(t, http.StatusBadRequest, "invalidRequest")
			}
			if strings.HasPrefix(route.Path, "/me") {
				got := send(application, path).wantError(t, http.StatusBadRequest, "invalidRequest")
				if !strings.Contains(got.Message, "/groups/{id}") {
					t.Errorf("an application is told %q", got.Message)
				}
			}
			wrong := s.do(t, member, http.MethodPut, path, "")
			wrong.wantError(t, http.StatusMethodNotAllowed, "invalidRequest")
			if allow := wrong.Header().Get("Allow"); !strings.Contains(allow, route.Method) || strings.Contains(allow, "PUT") {
				t.Errorf("Allow is %q", allow)
			}

			if strings.Contains(route.Path, "{groupId}") {
				foreign := send(stranger, path).wantError(t, http.StatusNotFound, "itemNotFound")
				unknown := send(stranger, fill(t, route, "groupId", "unknown")).wantError(t, http.StatusNotFound, "itemNotFound")
				if foreign.Message != unknown.Message {
					t.Errorf("a foreign group: %q, an unknown one: %q", foreign.Message, unknown.Message)
				}
			}
			for _, found := range parameter.FindAllStringSubmatch(route.Path, -1) {
				name := found[1]
				if got := send(member, fill(t, route, name, "a\x00b")); got.Code != http.StatusBadRequest && got.Code != http.StatusNotFound {
					t.Errorf("{%s} with a control character: %d %s", name, got.Code, got.Body)
				}
				if routeValues[name] != "" {
					continue
				}
				others := fill(t, route, name, idsOf(t, route, name)[1])
				foreign := send(inOneGroup, others).wantError(t, http.StatusNotFound, "itemNotFound")
				unknown := send(inOneGroup, fill(t, route, name, "unknown")).wantError(t, http.StatusNotFound, "itemNotFound")
				if foreign.Message != unknown.Message {
					t.Errorf("{%s} of a foreign group: %q, an unknown one: %q", name, foreign.Message, unknown.Message)
				}
				if objectsIn(route.Path) > 1 {
					// The caller can see all objects of the path, but they do not belong together.
					send(member, others).wantError(t, http.StatusNotFound, "itemNotFound")
				}
			}

			// The request itself is valid.
			got := send(member, path)
			if got.Code != route.Status {
				t.Errorf("a member: %d %s", got.Code, got.Body)
			}
			if got.Code == http.StatusNoContent && (got.Body.Len() > 0 || got.Header().Get("Content-Type") != "") {
				t.Errorf("the response without content is %v %s", got.Header(), got.Body)
			}
			if location := got.Header().Get("Location"); (location != "") != (got.Code == http.StatusCreated) {
				t.Errorf("the location is %q with the status %d", location, got.Code)
			}
		})
	}
}

// TestLargestPages reads the largest page of every list. It must not exceed a limit.
func TestLargestPages(t *testing.T) {
	s := newRouteServer(t)
	lists := 0
	for _, route := range rest.TestedRoutes() {
		path := fill(t, route, "", "")
		if route.Method != http.MethodGet || !strings.Contains(s.get(t, path).Body.String(), `"value":[`) {
			continue
		}
		lists++
		if strings.Contains(path, "getActivitiesByInterval") {
			s.get(t, path+"?$top=100").wantError(t, http.StatusBadRequest, "invalidRequest")
			path = fill(t, route, "endDateTime", "2019-09-27") // 1,000 days
			if n := len(s.page(t, path).Value); n != 1000 {
				t.Errorf("%s has %d days, want 1000", path, n)
			}
			continue
		}
		if strings.Contains(path, "/mostActive") {
			if got := s.get(t, path+"?$top=100"); got.Code != http.StatusOK {
				t.Errorf("%s: %d %s", path, got.Code, got.Body)
			}
			continue
		}
		if p := s.page(t, path+"?$top=100&$count=true"); p.Count == nil {
			t.Errorf("%s has no count", path)
		}
	}
	if lists < 20 {
		t.Errorf("there are only %d lists", lists)
	}
}

// TestUnknownPaths sends requests to paths that no route has.
func TestUnknownPaths(t *testing.T) {
	s := newItemServer(t)
	for _, path := range []string{
		"/v1.0", "/v1.0/", "/beta", "/v1.0/Me", "/v1.0/me/", "/v1.0//me", "/v1.0/groups/", "/v1.0/groups//drive/items/i/analytics/allTime",
		"/v1.0/groups/g/drive/items//analytics/allTime", "/v1.0/groups/g/drive/items/i/analytics/allTime/x", "/v1.0/users/jane", "/v1.0/$metadata", "/v1.0/me%2FjoinedGroups",
		"/v1.0/groups/%2e%2e/me", "/v1.0/groups/../me", "/v1.0/me('x')",
		"/v1.0/groups/g/drive/items('a'b')/analytics/allTime", "/v1.0/groups/g/drive/items('i')x/analytics/allTime",
	} {
		s.do(t, auth.Local(), http.MethodGet, path, "").wantError(t, http.StatusNotFound, "itemNotFound")
	}
}

// TestIDsInPaths: an id is unescaped by itself, so that it may contain any character.
func TestIDsInPaths(t *testing.T) {
	s := newItemServer(t)
	for _, id := range []string{"..", "a/b", "a/../b", "100%", "a+b=", "ü", "a'b", "('a')", "a b?c#d", "analytics", "%2F"} {
		s.Execute(t, `mutation($id: ID!) { createDriveItem(driveId: "d", input: {id: $id, name: "x", file: {}}) { id } }`, map[string]any{"id": id}, new(any))
		key := strings.ReplaceAll(id, "'", "''")
		for _, segment := range []string{"/" + url.PathEscape(id), "('" + url.PathEscape(key) + "')"} {
			s.get(t, "/v1.0/groups/g/drive/items"+segment+"/analytics/allTime?$select=id").want(t, http.StatusOK, `{"id":"~allTime~`+id+`"}`)
		}
	}
}
