package gqlhttp_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// TestEmptyOperationName: no operation has an empty name. A body that has one names an
// operation that is not there; in a URL it is the same as none.
func TestEmptyOperationName(t *testing.T) {
	s := gqlhttptest.NewItemServer(t)
	create := `createDriveItem(driveId: "d", input: {id: "stored", name: "x", file: {}}) { id }`
	for _, document := range []string{"mutation { " + create + " }", "mutation Named { " + create + " }", "query A { me { id } } mutation B { " + create + " }"} {
		body, err := json.Marshal(map[string]string{"query": document, "operationName": ""})
		if err != nil {
			t.Fatal(err)
		}
		for accept, status := range map[string]int{jsonType: 200, responseType: 400} {
			r := gqlhttptest.NewPost(t, strings.NewReader(string(body)))
			r.Header.Set("Accept", accept)
			recorder, _ := s.Do(r, auth.Local())
			text := recorder.Body.String()
			if recorder.Code != status || strings.Contains(text, `"data"`) || !strings.Contains(text, `Unknown operation named \"\"`) || !strings.Contains(text, `"BAD_USER_INPUT"`) {
				t.Errorf("%s, accepting %s: %d %s", document, accept, recorder.Code, text)
			}
		}
	}
	if answer := s.Text(t, `{"query":"{ driveItem(id: \"stored\") { id } }"}`); answer != `{"data":{"driveItem":null}}` {
		t.Error("a mutation ran")
	}
	if text := s.Text(t, `{"query": "{", "operationName": ""}`); !strings.Contains(text, "The document is not GraphQL") {
		t.Errorf("a document that is not GraphQL is answered %s", text)
	}
}

// TestAbsentOperationName runs the only operation of a document.
func TestAbsentOperationName(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	for name, answer := range map[string]*httptest.ResponseRecorder{
		"absent": post(t, s, `{"query": "query A { me { id } }"}`),
		"null":   post(t, s, `{"query": "query A { me { id } }", "operationName": null}`),
		"in URL": get(t, s, url.Values{"query": {"query A { me { id } }"}, "operationName": {""}}),
		"no URL": get(t, s, url.Values{"query": {"query A { me { id } }"}}),
	} {
		if !strings.Contains(answer.Body.String(), `"data":{"me":{"id"`) {
			t.Errorf("%s: %s", name, answer.Body)
		}
	}
}

// TestOperationsShareNoDefaults runs one operation of a document whose other one has
// a default value for the same variable. The variable is not given: it is absent.
func TestOperationsShareNoDefaults(t *testing.T) {
	const other = `mutation Other($who: IdentitySetInput = {user: {id: "mallory"}}) { ...F }`
	const asked = `mutation Asked($who: IdentitySetInput) { ...F }`
	const fragment = `fragment F on Mutation { createItemActivity(groupId: "example-group", activityId: "example-activity", statId: "~allTime~example-file", input: {access: {}, actor: $who}) { actor { user { id } } } }`
	s := gqlhttptest.NewExampleServer(t)
	for _, c := range []struct{ operation, actor string }{{"Asked", "local-user"}, {"Other", "mallory"}} {
		for _, document := range []string{asked + other + fragment, other + asked + fragment, fragment + other + asked} {
			status, body := postMembers(t, s, map[string]any{"query": document, "operationName": c.operation})
			if want := `{"data":{"createItemActivity":{"actor":{"user":{"id":"` + c.actor + `"}}}}}`; status != http.StatusOK || strings.TrimSpace(body) != want {
				t.Errorf("%s of %s: %d %s", c.operation, document, status, body)
			}
		}
	}
}
