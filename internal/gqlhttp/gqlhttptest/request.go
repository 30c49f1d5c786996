package gqlhttptest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
)

// NewPost returns a POST request with a JSON body.
func NewPost(tb testing.TB, body io.Reader) *http.Request {
	tb.Helper()
	r := httptest.NewRequestWithContext(tb.Context(), http.MethodPost, "/graphql", body)
	r.Header.Set("Content-Type", "application/json")
	return r
}

// NewGet returns a GET request with parameters.
func NewGet(tb testing.TB, params url.Values) *http.Request {
	tb.Helper()
	return httptest.NewRequestWithContext(tb.Context(), http.MethodGet, "/graphql?"+params.Encode(), nil)
}

// Text posts a body as the local user, and returns the body of the response.
func (s *Server) Text(tb testing.TB, body string) string {
	tb.Helper()
	recorder, _ := s.Do(NewPost(tb, strings.NewReader(body)), auth.Local())
	return strings.TrimSpace(recorder.Body.String())
}

// Execute executes a document as the local user and decodes the data of the response into
// data. An error in the response fails the test.
func (s *Server) Execute(tb testing.TB, document string, variables map[string]any, data any) {
	tb.Helper()
	s.ExecuteAs(tb, auth.Local(), document, variables, data)
}

// ExecuteAs is like Execute, for any caller.
func (s *Server) ExecuteAs(tb testing.TB, caller *auth.Principal, document string, variables map[string]any, data any) {
	tb.Helper()
	body, err := json.Marshal(map[string]any{"query": document, "variables": variables, "extensions": map[string]bool{"cost": true}})
	if err != nil {
		tb.Fatal(err)
	}
	recorder, _ := s.Do(NewPost(tb, strings.NewReader(string(body))), caller)
	var response struct {
		Data   json.RawMessage
		Errors []any
	}
	if err := json.Unmarshal(recorder.Body.Bytes(), &response); err != nil || response.Errors != nil {
		tb.Fatalf("the response to %s is %s", body, recorder.Body)
	}
	if err := json.Unmarshal(response.Data, data); err != nil {
		tb.Fatal(err)
	}
}
