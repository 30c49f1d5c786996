package rest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/telemetry/operation"
)

// TestBatch: a batch is rejected with an error that says so.
func TestBatch(t *testing.T) {
	s := newItemServer(t)
	for _, path := range []string{"/v1.0/$batch", "/beta/%24batch"} {
		got := s.do(t, auth.Local(), http.MethodPost, path, `{"requests":[{"id":"1","method":"GET","url":"/me"}]}`).wantError(t, http.StatusNotFound, "itemNotFound")
		if !strings.Contains(got.Message, "$batch") {
			t.Errorf("the message for %s is %q", path, got.Message)
		}
	}
}

// TestOperationOfRoute: metrics, traces and the log have the route and its operation, however
// many names of operations the caller has used.
func TestOperationOfRoute(t *testing.T) {
	s := newItemServer(t)
	caller := &auth.Principal{UserID: "jane", Scopes: userScopes}
	for i := range 300 {
		s.ExecuteAs(t, caller, fmt.Sprintf("query Name%d { me { id } }", i), nil, new(any))
	}
	for path, want := range map[string]operation.Operation{
		"/v1.0/me":              {Type: "query", Name: "GetMe", Label: "GetMe", Route: "/v1.0/me"},
		"/beta/me?$top=1":       {Route: "/beta/me", Code: "BAD_USER_INPUT"},
		"/v1.0/groups/x/y":      {Code: "NOT_FOUND"},
		"/v1.0/me/joinedGroups": {Type: "query", Name: "ListJoinedGroups", Label: "ListJoinedGroups", Route: "/v1.0/me/joinedGroups"},
		"/v1.0/groups/secret/drive/items/secret/analytics/allTime": {Type: "query", Name: "GetAllTime", Label: "GetAllTime", Route: "/v1.0/groups/{groupId}/drive/items/{driveItemId}/analytics/allTime", Code: "NOT_FOUND"},
	} {
		r := httptest.NewRequestWithContext(auth.WithPrincipal(t.Context(), caller), http.MethodGet, path, nil)
		ctx, got := operation.With(r.Context())
		s.rest.ServeHTTP(httptest.NewRecorder(), r.WithContext(ctx))
		if got.Type != want.Type || got.Name != want.Name || got.Label != want.Label || got.Route != want.Route || got.Code != want.Code {
			t.Errorf("%s: the operation is %+v, want %+v", path, got, want)
		}
	}
}
