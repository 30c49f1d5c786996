package gqlhttp_test

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

const (
	jsonType     = "application/json"
	responseType = "application/graphql-response+json"
)

// meQuery is a valid request.
const meQuery = `{"query":"{ me { id } }"}`

// createGroupMutation creates a group.
const createGroupMutation = `mutation { createGroup(input: {displayName: "x"}) { id } }`

// postMembers posts a JSON object with the members. It returns the status and the body of
// the response.
func postMembers(t *testing.T, s *gqlhttptest.Server, members map[string]any) (status int, body string) {
	t.Helper()
	text, err := json.Marshal(members)
	if err != nil {
		t.Fatal(err)
	}
	r := gqlhttptest.NewPost(t, strings.NewReader(string(text)))
	r.Header.Set("Accept", responseType)
	recorder, _ := s.Do(r, auth.Local())
	return recorder.Code, recorder.Body.String()
}

// largeQuery reads several lists concurrently.
const largeQuery = `{"query":"{ ` +
	`a: groups(first: 100) { totalCount nodes { id drive { items(first: 100) { totalCount nodes { id name } } } } } ` +
	`b: itemActivityStat(id: \"~allTime~example-file\") { activities(first: 100) { totalCount nodes { id actor { user { id } } } } } ` +
	`c: groups(first: 100) { nodes { drive { activities(first: 100) { totalCount nodes { id } } } } } }"}`

func createGroupBody(id string) string {
	return `{"query":"mutation { createGroup(input: {id: \"` + id + `\", displayName: \"x\"}) { id } }"}`
}

func post(t *testing.T, s *gqlhttptest.Server, body string) *httptest.ResponseRecorder {
	t.Helper()
	recorder, _ := s.Do(gqlhttptest.NewPost(t, strings.NewReader(body)), auth.Local())
	return recorder
}

func get(t *testing.T, s *gqlhttptest.Server, params url.Values) *httptest.ResponseRecorder {
	t.Helper()
	recorder, _ := s.Do(gqlhttptest.NewGet(t, params), auth.Local())
	return recorder
}
