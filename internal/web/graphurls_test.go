package web_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/telemetry/operation"
	"github.com/itemactivity/itemactivity/internal/web"
)

// wantGraphError wants an error in the form of Microsoft Graph, with the request id of the
// headers.
func wantGraphError(t *testing.T, w *httptest.ResponseRecorder, status int, code string) {
	t.Helper()
	var got struct {
		Errors any
		Error  struct {
			Code, Message string
			InnerError    map[string]string
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != status || got.Error.Code != code || got.Error.Message == "" || got.Errors != nil {
		t.Fatalf("the response is %d %s, want %d %s (%v)", w.Code, w.Body, status, code, err)
	}
	id := w.Header().Get("request-id")
	if id == "" || got.Error.InnerError["request-id"] != id || w.Header().Get("X-Request-Id") != id || len(got.Error.InnerError["date"]) != len("2006-01-02T15:04:05") {
		t.Errorf("the request id is %q, and the error has %v", id, got.Error.InnerError)
	}
	if w.Header().Get("Content-Type") != "application/json" || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("the headers are %v", w.Header())
	}
}

// withREST sets a handler for the URLs of Microsoft Graph.
func withREST(handler http.HandlerFunc) func(*testServer, *web.Options) {
	return func(_ *testServer, o *web.Options) { o.REST = handler }
}

// newRESTServer returns a server in development mode. Its handler of Graph's URLs panics.
func newRESTServer(log *lockedBuffer) *testServer {
	return &testServer{Handler: web.NewHandler(web.Options{
		GraphQL: http.NotFoundHandler(), Logger: slog.New(slog.NewJSONHandler(log, nil)),
		REST: http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("a fault") }),
	})}
}

// TestErrorsOfGraphURLs: below /v1.0 and /beta, errors of the middleware have the form of
// Microsoft Graph.
func TestErrorsOfGraphURLs(t *testing.T) {
	var log lockedBuffer
	s := newRESTServer(&log)
	for _, path := range []string{"/v1.0/me", "/beta/groups/secret", "/v1.0"} {
		send := func(host string, headers ...string) *httptest.ResponseRecorder {
			r := httptest.NewRequest(http.MethodPost, path, nil)
			r.Host = host
			for i := 0; i < len(headers); i += 2 {
				r.Header.Add(headers[i], headers[i+1])
			}
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			return w
		}
		wantGraphError(t, send("evil.test"), http.StatusForbidden, "accessDenied")
		wantGraphError(t, send("localhost", "Origin", "https://evil.test", "Sec-Fetch-Site", "cross-site"), http.StatusForbidden, "accessDenied")
		wantGraphError(t, send("localhost", "Origin", "http://localhost", "Origin", "http://localhost"), http.StatusBadRequest, "invalidRequest")
		many := make([]string, 0, 400)
		for range 200 {
			many = append(many, "A", "b")
		}
		wantGraphError(t, send("localhost", many...), http.StatusRequestHeaderFieldsTooLarge, "invalidRequest")
		wantGraphError(t, send("localhost"), http.StatusInternalServerError, "generalException")
		if w := send("evil.test", "Client-Request-Id", "a~1 z"); w.Header().Get("client-request-id") != "a~1 z" || !strings.Contains(w.Body.String(), `"client-request-id":"a~1 z"`) {
			t.Errorf("the client-request-id is not repeated: %v %s", w.Header(), w.Body)
		}
		if w := send("evil.test", "Client-Request-Id", "a", "Client-Request-Id", "b"); w.Header().Get("client-request-id") != "a, b" || !strings.Contains(w.Body.String(), `"client-request-id":"a, b"`) {
			t.Errorf("two client-request-ids are not repeated: %v %s", w.Header(), w.Body)
		}
		for _, id := range []string{"", "ü", "a\x01", strings.Repeat("a", 129)} {
			if w := send("evil.test", "Client-Request-Id", id); w.Header().Values("client-request-id") != nil || strings.Contains(w.Body.String(), "client-request-id") {
				t.Errorf("the client-request-id %q is repeated: %v %s", id, w.Header(), w.Body)
			}
		}
	}
	if strings.Contains(log.String(), "secret") {
		t.Errorf("the log has a path with ids: %s", log.String())
	}
	for _, path := range []string{"/v1.0x", "/v1.00/me", "/betas", "/V1.0/me", "/x/v1.0/me"} {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Host = "localhost"
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), `"errors"`) || w.Header().Get("request-id") != "" {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}

// TestTokensOfGraphURLs: the URLs of Microsoft Graph need a token, and have the same limits as
// GraphQL.
func TestTokensOfGraphURLs(t *testing.T) {
	var callers []*auth.Principal
	s := newLimitedServer(t, withREST(func(_ http.ResponseWriter, r *http.Request) { callers = append(callers, auth.FromContext(r.Context())) }))
	w := s.do(http.MethodGet, "/v1.0/me")
	wantGraphError(t, w, http.StatusUnauthorized, "unauthenticated")
	if w.Header().Get("WWW-Authenticate") == "" {
		t.Error("the response has no WWW-Authenticate")
	}
	token := s.bearer(t, "jane")
	if got := s.do(http.MethodGet, "/v1.0/me", "Authorization", token); got.Code != http.StatusOK || len(callers) != 1 || callers[0].UserID != "jane" {
		t.Errorf("with a token: %d, and the callers are %v", got.Code, callers)
	}
	// The burst is two requests, whatever their paths are.
	if got := s.do(http.MethodPost, "/graphql", "Authorization", token); got.Code != http.StatusOK {
		t.Errorf("GraphQL: %d", got.Code)
	}
	limited := s.do(http.MethodGet, "/beta/me", "Authorization", token)
	wantGraphError(t, limited, http.StatusTooManyRequests, "activityLimitReached")
	if limited.Header().Get("Retry-After") == "" || len(callers) != 1 {
		t.Errorf("the headers are %v, and there were %d requests", limited.Header(), len(callers))
	}
}

// TestLogOfGraphURLs: the log has the route instead of the path.
func TestLogOfGraphURLs(t *testing.T) {
	var log lockedBuffer
	route := ""
	s := web.NewHandler(web.Options{
		GraphQL: http.NotFoundHandler(), Logger: slog.New(slog.NewJSONHandler(&log, nil)),
		REST: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { operation.From(r.Context()).Route = route }),
	})
	for _, route = range []string{"/v1.0/groups/{groupId}", ""} {
		r := httptest.NewRequest(http.MethodGet, "/v1.0/groups/secret", nil)
		r.Host = "localhost"
		s.ServeHTTP(httptest.NewRecorder(), r)
	}
	if text := log.String(); strings.Contains(text, "secret") || !strings.Contains(text, `"path":"/v1.0/groups/{groupId}"`) || !strings.Contains(text, `"path":"/v1.0"`) {
		t.Errorf("the log is %s", text)
	}
}
