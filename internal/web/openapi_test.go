package web_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/itemactivity/itemactivity/internal/web"
)

const description = `{"openapi":"3.1.0"}`

// newDescribedServer returns a server in development mode with a description of its API.
func newDescribedServer(document string) *devServer {
	var log lockedBuffer
	return &devServer{Handler: web.NewHandler(web.Options{
		GraphQL: http.NotFoundHandler(), OpenAPI: web.OpenAPI(func() []byte { return []byte(document) }), Origins: []string{"https://app.example"},
		Logger: slog.New(slog.NewJSONHandler(&log, nil)),
	})}
}

// TestOpenAPI reads the description of the API, and asks whether it has changed.
func TestOpenAPI(t *testing.T) {
	s := newDescribedServer(description)
	got := s.do(http.MethodGet, "/openapi.json")
	tag := got.Header().Get("ETag")
	if got.Code != http.StatusOK || got.Body.String() != description || tag == "" ||
		got.Header().Get("Content-Type") != "application/json" || got.Header().Get("Cache-Control") != "no-cache" {
		t.Errorf("the response is %d %v %s", got.Code, got.Header(), got.Body)
	}
	if head := s.do(http.MethodHead, "/openapi.json"); head.Code != http.StatusOK || head.Body.Len() > 0 || head.Header().Get("ETag") != tag || head.Header().Get("Content-Length") != "19" {
		t.Errorf("the response to HEAD is %d %v %s", head.Code, head.Header(), head.Body)
	}
	if same := s.do(http.MethodGet, "/openapi.json", "If-None-Match", tag); same.Code != http.StatusNotModified || same.Body.Len() > 0 {
		t.Errorf("the response for the same document is %d %s", same.Code, same.Body)
	}
	changed := newDescribedServer(`{}`).do(http.MethodGet, "/openapi.json", "If-None-Match", tag)
	if changed.Code != http.StatusOK || changed.Body.String() != `{}` {
		t.Errorf("the response for another document is %d %s", changed.Code, changed.Body)
	}
	wrong := s.do(http.MethodPost, "/openapi.json")
	wantError(t, wrong, http.StatusMethodNotAllowed, "BAD_USER_INPUT")
	if allow := wrong.Header().Get("Allow"); allow != "GET, HEAD" {
		t.Errorf("Allow is %q", allow)
	}
}

// TestOpenAPIIsMadeOnce: the document is made when it is first requested, and not again.
func TestOpenAPIIsMadeOnce(t *testing.T) {
	made := 0
	s := &devServer{Handler: web.NewHandler(web.Options{
		GraphQL: http.NotFoundHandler(), Logger: slog.New(slog.DiscardHandler),
		OpenAPI: web.OpenAPI(func() []byte { made++; return []byte(description) }),
	})}
	s.do(http.MethodPost, "/openapi.json")
	if made != 0 {
		t.Errorf("the document was made %d times before it was requested", made)
	}
	for range 3 {
		if got := s.do(http.MethodGet, "/openapi.json"); got.Body.String() != description {
			t.Errorf("the response is %d %s", got.Code, got.Body)
		}
	}
	if made != 1 {
		t.Errorf("the document was made %d times", made)
	}
}

// TestOpenAPIOrigins: only pages of allowed origins can read the description.
func TestOpenAPIOrigins(t *testing.T) {
	s := newDescribedServer(description)
	for origin, allowed := range map[string]bool{"https://app.example": true, "http://localhost:3000": true, "https://evil.test": false} {
		got := s.do(http.MethodGet, "/openapi.json", "Origin", origin).Header().Get("Access-Control-Allow-Origin")
		if (got == origin) != allowed || !allowed && got != "" {
			t.Errorf("Access-Control-Allow-Origin for %s is %q", origin, got)
		}
	}
	wantError(t, s.do(http.MethodGet, "/openapi.json", "Host", "evil.test"), http.StatusForbidden, "FORBIDDEN")
}

// TestOpenAPINeedsToken: like the schema of GraphQL, the description is for authenticated
// callers, within their limits.
func TestOpenAPINeedsToken(t *testing.T) {
	s := newLimitedServer(t, func(_ *testServer, o *web.Options) {
		o.OpenAPI = web.OpenAPI(func() []byte { return []byte(description) })
	})
	got := s.do(http.MethodGet, "/openapi.json")
	wantError(t, got, http.StatusUnauthorized, "UNAUTHENTICATED")
	token := s.bearer(t, "jane")
	read := func() *httptest.ResponseRecorder {
		return s.do(http.MethodGet, "/openapi.json", "Authorization", token)
	}
	for range 2 {
		if got := read(); got.Code != http.StatusOK || got.Body.String() != description {
			t.Errorf("with a token: %d %s", got.Code, got.Body)
		}
	}
	wantError(t, read(), http.StatusTooManyRequests, "RATE_LIMITED")
}

// TestNoOpenAPI: a server without a description has no such path.
func TestNoOpenAPI(t *testing.T) {
	wantError(t, newDevServer().do(http.MethodGet, "/openapi.json"), http.StatusNotFound, "NOT_FOUND")
	s := newLimitedServer(t)
	wantError(t, s.do(http.MethodGet, "/openapi.json", "Authorization", s.bearer(t, "jane")), http.StatusNotFound, "NOT_FOUND")
}
