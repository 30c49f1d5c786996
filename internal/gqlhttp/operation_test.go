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

// TestEmptyOperationName checks that a body with an empty operationName names an operation
// that does not exist.
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
				t.Errorf("%s with Accept %s: status %d, body %s", document, accept, recorder.Code, text)
			}
		}
	}
	if response := s.Text(t, `{"query":"{ driveItem(id: \"stored\") { id } }"}`); response != `{"data":{"driveItem":null}}` {
		t.Error("a mutation was executed")
	}
	if text := s.Text(t, `{"query": "{", "operationName": ""}`); !strings.Contains(text, "Syntax Error: ") {
		t.Errorf("the response to a document that is not GraphQL is %s", text)
	}
}

// TestAbsentOperationName checks that the only operation of a document is executed if
// operationName is absent. An empty operationName in a URL is the same as an absent one.
func TestAbsentOperationName(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	for name, response := range map[string]*httptest.ResponseRecorder{
		"absent":            post(t, s, `{"query": "query A { me { id } }"}`),
		"null":              post(t, s, `{"query": "query A { me { id } }", "operationName": null}`),
		"empty in the URL":  get(t, s, url.Values{"query": {"query A { me { id } }"}, "operationName": {""}}),
		"absent in the URL": get(t, s, url.Values{"query": {"query A { me { id } }"}}),
	} {
		if !strings.Contains(response.Body.String(), `"data":{"me":{"id"`) {
			t.Errorf("%s: %s", name, response.Body)
		}
	}
}

// TestOperationsShareNoDefaults executes one of two operations that define the same
// variable. Only the other operation has a default value, so the variable is absent.
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
