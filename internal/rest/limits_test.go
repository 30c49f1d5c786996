package rest_test

import (
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/engine"
)

// TestMemoryIsReturned sends more requests than the memory of all requests has room for, one
// after another. Each returns its memory, whatever its response is.
func TestMemoryIsReturned(t *testing.T) {
	s := newItemServer(t)
	limits := engine.DefaultLimits()
	limits.InFlightBytes, limits.CallerInFlightBytes = 4<<20, 4<<20
	s.SetLimits(limits)
	s = newServer(t, s.Server)
	large := `{"access":{},"actor":{"user":{"id":"u","displayName":"` + strings.Repeat("x", 100<<10) + `"}}}`
	for range 40 {
		for _, r := range []struct {
			method, url, body string
			headers           []string
			status            int
		}{
			{http.MethodGet, "/v1.0/me/joinedGroups?$top=100&$count=true", "", nil, http.StatusOK},
			{http.MethodGet, "/v1.0/groups/x/drive/items/i/analytics/allTime", "", nil, http.StatusNotFound},
			{http.MethodGet, "/v1.0/me?$select=x", "", nil, http.StatusBadRequest},
			{http.MethodPost, "/v1.0/groups/g" + activities, `{"access":{}}`, nil, http.StatusCreated},
			{http.MethodPost, "/v1.0/groups/g" + activities, large, nil, http.StatusBadRequest},
			{http.MethodPost, "/v1.0/groups/g" + activities, compressed(t, large), []string{"Content-Encoding", "gzip"}, http.StatusBadRequest},
			{http.MethodPost, "/v1.0/groups/g" + activities, compressed(t, large)[:100], []string{"Content-Encoding", "gzip"}, http.StatusBadRequest},
		} {
			if got := s.do(t, auth.Local(), r.method, r.url, r.body, r.headers...); got.Code != r.status {
				t.Fatalf("%s: %d %s, want %d", r.url, got.Code, got.Body, r.status)
			}
		}
	}
}

// TestResponseLimit: a response that is larger than the limit is an error, before and after
// its conversion.
func TestResponseLimit(t *testing.T) {
	s := newGroupsServer(t)
	whole := s.get(t, "/v1.0/me/joinedGroups?$top=4")
	limits := engine.DefaultLimits()
	limits.ResponseBytes = 1000
	s.SetLimits(limits)
	s = newServer(t, s.Server)
	if whole.Body.Len() > 1000 {
		t.Fatalf("the response has %d bytes", whole.Body.Len())
	}
	s.get(t, "/v1.0/me/joinedGroups?$top=4").want(t, http.StatusOK, strings.TrimSpace(whole.Body.String()))
	for i := range 10 {
		s.Execute(t, `mutation($id: ID!) { createGroup(input: {id: $id, displayName: "another group"}) { id } }`, map[string]any{"id": fmt.Sprintf("other%d", i)}, new(any))
	}
	s.get(t, "/v1.0/me/joinedGroups").wantError(t, http.StatusBadRequest, "invalidRequest")

	limits.Complexity = 50
	// The documents of routes are not those of clients.
	limits.Tokens, limits.Depth, limits.Aliases, limits.Fragments, limits.RootFields, limits.DocumentBytes = 1, 1, 1, 1, 1, 1
	s.SetLimits(limits)
	s = newServer(t, s.Server)
	s.get(t, "/v1.0/me/joinedGroups?$top=100").wantError(t, http.StatusBadRequest, "invalidRequest")
	s.get(t, "/v1.0/me").want(t, http.StatusOK, `{"id":"local-user","displayName":"Local User"}`)
}

// TestRetryAfter: a response with the status 503 says when to retry.
func TestRetryAfter(t *testing.T) {
	s := newItemServer(t)
	limits := engine.DefaultLimits()
	limits.Time = 1
	s.SetLimits(limits)
	s = newServer(t, s.Server)
	for _, got := range []response{s.get(t, "/v1.0/me"), s.do(t, auth.Local(), http.MethodPost, "/v1.0/groups/g"+activities, `{"access":{}}`)} {
		got.wantError(t, http.StatusServiceUnavailable, "serviceNotAvailable")
		if after := got.Header().Get("Retry-After"); after != "1" || got.Header().Get("Location") != "" {
			t.Errorf("Retry-After is %q, and Location is %q", after, got.Header().Get("Location"))
		}
	}
}

// TestQuotationMarksInPaths: reading a path takes memory in proportion to its length, however
// many quotation marks it has.
func TestQuotationMarksInPaths(t *testing.T) {
	s := newItemServer(t)
	s.get(t, "/v1.0/me") // the first request takes more memory, because the test builds a description
	quotes := strings.Repeat("''", 30_000)
	for _, path := range []string{"/root/search(q='" + quotes + "')", "/items('" + quotes + "')", "/items('" + quotes} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		got := s.get(t, "/v1.0/groups/g/drive"+path)
		runtime.ReadMemStats(&after)
		if allocated := after.TotalAlloc - before.TotalAlloc; allocated > 1<<24 || got.Code == http.StatusOK {
			t.Errorf("%.20s: %d bytes were allocated, the response is %d", path, allocated, got.Code)
		}
	}
}
