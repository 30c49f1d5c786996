package rest_test

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
)

// The request and the response of the documentation of Microsoft Graph, "Create activities".
var (
	//go:embed routes/examples/CreateItemActivity.request.json
	documentedRequest string
	//go:embed routes/examples/CreateItemActivity.response.json
	documentedResponse string
)

// documentedID is the id in the documented response.
const documentedID = "d7d89815-9815-d7d8-1598-d8d71598d8d7"

// activities is the path of the documentation with the ids of gqlhttptest.CreateItem.
const activities = "/drive/activities/k/driveItem/analytics/itemActivityStats/~allTime~i/activities"

func compact(tb testing.TB, text string) string {
	tb.Helper()
	var b bytes.Buffer
	if err := json.Compact(&b, []byte(text)); err != nil {
		tb.Fatalf("%v in %s", err, text)
	}
	return b.String()
}

// TestDocumentedRequest sends the documented request to all of its URLs. The response is the
// documented one except for the id, in the order of its members, and the activity is at its
// location.
func TestDocumentedRequest(t *testing.T) {
	s := newItemServer(t)
	bodies := map[string]string{
		"as documented":  documentedRequest,
		"with CRLF":      strings.ReplaceAll(strings.TrimSpace(documentedRequest), "\n", "\r\n"),
		"with # and BOM": "\ufeff" + strings.ReplaceAll(documentedRequest, `"microsoft.graph.`, `"#microsoft.graph.`),
		"without #":      strings.ReplaceAll(documentedRequest, `"#microsoft.graph.`, `"microsoft.graph.`),
		"without types":  regexp.MustCompile(`"@odata.type": "[^"]*",?`).ReplaceAllString(documentedRequest, ""),
	}
	if len(bodies["with CRLF"]) != 550 {
		t.Errorf("the body has %d bytes, and the documented Content-Length is 550", len(bodies["with CRLF"]))
	}
	seen := map[string]bool{}
	for name, body := range bodies {
		for _, version := range []string{"/v1.0", "/beta"} {
			for _, group := range []string{"/me/joinedGroups/g", "/groups/g"} {
				for _, form := range []string{"", "/$ref"} {
					url := version + group + activities
					got := s.do(t, auth.Local(), http.MethodPost, url+form, body)
					var created struct{ ID string }
					if err := json.Unmarshal(got.Body.Bytes(), &created); err != nil || created.ID == "" || seen[created.ID] {
						t.Fatalf("%s to %s: %d %s", name, url+form, got.Code, got.Body)
					}
					seen[created.ID] = true
					got.want(t, http.StatusCreated, strings.Replace(compact(t, documentedResponse), documentedID, created.ID, 1))
					location := got.Header().Get("Location")
					if want := publicURL + url + "/" + created.ID; location != want {
						t.Errorf("the location is %s, want %s", location, want)
					}
					s.get(t, strings.TrimPrefix(location, publicURL)).want(t, http.StatusOK,
						`{"id":"`+created.ID+`","access":{},"activityDateTime":"2017-01-01T00:02:10.8639373+03:00",`+
							`"actor":{"application":{"id":"Id value","displayName":"Display Name value"},"device":{},"user":{}}}`)
				}
			}
		}
	}
	if len(seen) != 40 {
		t.Errorf("%d activities were created, want 40", len(seen))
	}
}

// TestDocumentedID sends the id that the documented response has. A retry has the same
// response.
func TestDocumentedID(t *testing.T) {
	s := newItemServer(t)
	body := strings.Replace(documentedRequest, "{", `{"id":"`+documentedID+`",`, 1)
	for range 2 {
		s.do(t, auth.Local(), http.MethodPost, "/v1.0/groups/g"+activities, body).want(t, http.StatusCreated, compact(t, documentedResponse))
	}
	other := strings.Replace(body, "10.8639373", "11", 1)
	s.do(t, auth.Local(), http.MethodPost, "/v1.0/groups/g"+activities, other).wantError(t, http.StatusConflict, "nameAlreadyExists")
}

// TestCallers sends the documented request as each kind of caller.
func TestCallers(t *testing.T) {
	s := newItemServer(t)
	user := &auth.Principal{UserID: "jane", ApplicationID: "Id value", Scopes: auth.FilesReadWrite}
	foreign := &auth.Principal{UserID: "jane", ApplicationID: "app", Scopes: auth.FilesReadWrite}
	application := &auth.Principal{ApplicationID: "app", Scopes: auth.FilesReadWriteAll}
	s.Execute(t, `mutation { addGroupMember(groupId: "g", userId: "jane") { id } }`, nil, new(any))

	// A user cannot name another application, and no application's display name.
	for _, caller := range []*auth.Principal{user, foreign} {
		for _, group := range []string{"/me/joinedGroups/g", "/groups/g"} {
			got := s.do(t, caller, http.MethodPost, "/v1.0"+group+activities, documentedRequest).wantError(t, http.StatusForbidden, "accessDenied")
			if !strings.Contains(got.Message, "application") {
				t.Errorf("the message is %q", got.Message)
			}
		}
	}
	own := strings.Replace(documentedRequest, `"id": "Id value",`, `"id": "Id value"`, 1)
	own = strings.Replace(own, `"displayName": "Display Name value"`, "", 1)
	if got := s.do(t, user, http.MethodPost, "/v1.0/me/joinedGroups/g"+activities, own); got.Code != http.StatusCreated {
		t.Errorf("the user's own application: %d %s", got.Code, got.Body)
	}

	// An application names anyone, but has no /me.
	if got := s.do(t, application, http.MethodPost, "/beta/groups/g"+activities, documentedRequest); got.Code != http.StatusCreated {
		t.Errorf("an application: %d %s", got.Code, got.Body)
	}
	for _, path := range []string{"/me/joinedGroups/g" + activities, "/me/joinedGroups/g" + activities + "/$ref"} {
		got := s.do(t, application, http.MethodPost, "/v1.0"+path, documentedRequest).wantError(t, http.StatusBadRequest, "invalidRequest")
		if !strings.Contains(got.Message, "/groups/{id}") {
			t.Errorf("the message is %q", got.Message)
		}
	}
	var stored struct {
		ItemActivityStat struct{ Access struct{ ActionCount int } }
	}
	s.Execute(t, `{ itemActivityStat(id: "~allTime~i") { access { actionCount actorCount } } }`, nil, &stored)
	if n := stored.ItemActivityStat.Access.ActionCount; n != 2 {
		t.Errorf("%d activities are stored, want 2", n)
	}
}

// TestRejectedBody sends bodies that are rejected. Nothing is stored.
func TestRejectedBody(t *testing.T) {
	s := newItemServer(t)
	for _, c := range []struct {
		body, names string
		headers     []string
		status      int
	}{
		{body: `{}`, names: "access"},
		{body: `{"access":null}`, names: "access"},
		{body: `{"access":{},"Access":{}}`, names: `"Access"`},
		{body: `{"access":{},"actor":{"user":{"name":"x"}}}`, names: `"actor.user.name"`},
		{body: `{"access":{},"odataType":"x"}`, names: `"odataType"`},
		{body: `{"access":{"odataType":"#microsoft.graph.accessAction"}}`, names: `"access.odataType"`},
		{body: `{"@odata.type":"#microsoft.graph.driveItem","access":{}}`, names: "microsoft.graph.itemActivity"},
		{body: `{"@odata.type":1,"access":{}}`, names: "microsoft.graph.itemActivity"},
		{body: `{"access":{"@odata.type":"#microsoft.graph.editAction"}}`, names: "microsoft.graph.accessAction"},
		{body: `{"access":{},"access":{}}`, names: "duplicate"},
		{body: `{"access":[]}`, names: "access"},
		{body: `{"access":{},"activityDateTime":"yesterday"}`, names: "activityDateTime"},
		{body: `{"access":{},"activityDateTime":1}`, names: "activityDateTime"},
		{body: `{"access":{},"actor":{"user":{"id":7}}}`, names: "actor.user.id"},
		{body: `{"access":{},"id":""}`, names: "id"},
		{body: `[]`, names: "object"},
		{body: `{"access":{}`, names: "incomplete"},
		{body: `{"access":{}} {}`, names: "after"},
		{body: ` `, names: "object"},
		{body: `{"access":1}`, headers: []string{"Content-Type", "application/json; charset=utf8"}, names: "access", status: http.StatusBadRequest},
		{body: `{"access":{}}`, headers: []string{"Content-Type", "text/plain"}, names: "Content-Type", status: http.StatusUnsupportedMediaType},
		{body: `{"access":{}}`, headers: []string{"Content-Type", "application/json; charset=latin1"}, names: "Content-Type", status: http.StatusUnsupportedMediaType},
		{body: `{"access":{}}`, headers: []string{"Content-Encoding", "br"}, names: "gzip", status: http.StatusUnsupportedMediaType},
		{body: `{"access":{}}`, headers: []string{"Content-Encoding", "gzip"}, names: "gzip"},
		{body: `{"access":{}}`, headers: []string{"Idempotency-Key", ""}, names: "Idempotency-Key"},
	} {
		status := c.status
		if status == 0 {
			status = http.StatusBadRequest
		}
		got := s.do(t, auth.Local(), http.MethodPost, "/v1.0/groups/g"+activities, c.body, c.headers...).wantError(t, status, "invalidRequest")
		if !strings.Contains(got.Message, c.names) {
			t.Errorf("the message for %s %v does not contain %q: %s", c.body, c.headers, c.names, got.Message)
		}
	}
	s.get(t, "/v1.0/groups/g/drive/items/i/analytics/allTime?$select=access").want(t, http.StatusOK, `{"access":{"actionCount":0,"actorCount":0}}`)
}
