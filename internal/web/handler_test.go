package web_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/telemetry/operation"
	"github.com/itemactivity/itemactivity/internal/telemetry/requestid"
	"github.com/itemactivity/itemactivity/internal/web"
	"github.com/itemactivity/itemactivity/models"
)

// devServer is the handler in development mode. It counts the requests that reach the inner
// handlers.
type devServer struct {
	http.Handler
	log                 bytes.Buffer
	graphql, playground int
	observed            []models.Code
	abandoned           []bool
	graphqlHandler      http.HandlerFunc // called by the GraphQL handler unless nil
}

func newDevServer() *devServer {
	s := &devServer{}
	graphql := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.graphql++
		if s.graphqlHandler != nil {
			s.graphqlHandler(w, r)
		}
	})
	playground := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		s.playground++
		w.Header().Set("Referrer-Policy", "same-origin")
	})
	s.Handler = web.NewHandler(web.Options{
		GraphQL: graphql, Playground: playground, Origins: []string{"https://app.example"},
		Observe: func(o *operation.Operation) {
			s.observed, s.abandoned = append(s.observed, o.Code), append(s.abandoned, o.Abandoned)
		},
		SlowOperation: time.Second,
		Logger:        slog.New(slog.NewJSONHandler(&s.log, nil)),
	})
	return s
}

// do sends a request to localhost. headers are pairs of names and values.
func (s *devServer) do(method, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(`{"query":"{ secret }"}`))
	r.Host = "localhost:8080"
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
			continue
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func TestRoutes(t *testing.T) {
	for _, test := range []struct {
		path                string
		status              int
		graphql, playground int
	}{
		{"/graphql", 200, 1, 0},
		{"/query", 200, 1, 0},
		{"/", 200, 0, 1},
		{"/playground/app.js", 200, 0, 1},
		{"/graphql/", 404, 0, 0},
		{"/graphq", 404, 0, 0},
		{"/favicon.ico", 404, 0, 0},
	} {
		s := newDevServer()
		w := s.do("GET", test.path)
		if w.Code != test.status || s.graphql != test.graphql || s.playground != test.playground {
			t.Errorf("GET %s: status %d, GraphQL reached %d times, the Playground %d times; want %d, %d, %d",
				test.path, w.Code, s.graphql, s.playground, test.status, test.graphql, test.playground)
		}
	}
}

func TestCallerIsTheLocalUser(t *testing.T) {
	s := newDevServer()
	var caller *auth.Principal
	s.graphqlHandler = func(_ http.ResponseWriter, r *http.Request) { caller = auth.FromContext(r.Context()) }
	s.do("POST", "/graphql")
	if caller == nil || caller.UserID != auth.LocalUserID {
		t.Errorf("the caller is %+v, want the local user", caller)
	}
}

func TestSecurityHeaders(t *testing.T) {
	for _, test := range []struct{ path, host, policy string }{
		{"/graphql", "localhost", "no-referrer"},
		{"/nowhere", "localhost", "no-referrer"},
		{"/graphql", "evil.test", "no-referrer"},
		{"/", "localhost", "same-origin"}, // set by the Playground
	} {
		header := newDevServer().do("GET", test.path, "Host", test.host).Header()
		if got := header.Values("Referrer-Policy"); len(got) != 1 || got[0] != test.policy {
			t.Errorf("GET %s: Referrer-Policy is %q, want only %q", test.path, got, test.policy)
		}
		if got := header.Get("X-Content-Type-Options"); got != "nosniff" {
			t.Errorf("GET %s: X-Content-Type-Options is %q", test.path, got)
		}
	}
}

func TestRequestID(t *testing.T) {
	s := newDevServer()
	var inner string
	s.graphqlHandler = func(_ http.ResponseWriter, r *http.Request) { inner = requestid.From(r.Context()) }
	seen := map[string]bool{"mine": true}
	for range 3 {
		id := s.do("POST", "/graphql", "X-Request-Id", "mine").Header().Get("X-Request-Id")
		if seen[id] {
			t.Errorf("the id %q is not unique, or is that of the client", id)
		}
		if id == "" || id != inner {
			t.Errorf("the id is %q in the header, and %q in the context", id, inner)
		}
		seen[id] = true
	}
}

// wantError checks that a response has the status and one error with the code and the
// request id.
func wantError(t *testing.T, w *httptest.ResponseRecorder, status int, code string) {
	t.Helper()
	if w.Code != status {
		t.Errorf("status %d, want %d", w.Code, status)
	}
	if got := w.Header().Get("Content-Type"); got != "application/json" {
		t.Errorf("Content-Type is %q", got)
	}
	if got := w.Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control is %q", got)
	}
	body, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	var response struct {
		Errors []struct {
			Message    string
			Extensions struct{ Code, RequestID string }
		}
	}
	if err := json.Unmarshal(body, &response); err != nil || len(response.Errors) != 1 {
		t.Fatalf("the body is not a GraphQL response with one error: %s (%v)", body, err)
	}
	got := response.Errors[0]
	if got.Extensions.Code != code || got.Message == "" {
		t.Errorf("the error is %+v, want the code %s and a message", got, code)
	}
	if id := w.Header().Get("X-Request-Id"); id == "" || got.Extensions.RequestID != id {
		t.Errorf("the request id is %q in the error, and %q in the header", got.Extensions.RequestID, id)
	}
}

// TestManyHeaderFields checks that a request with too many header fields is rejected, and
// that its connection is closed.
func TestManyHeaderFields(t *testing.T) {
	for name, c := range map[string]struct {
		names, values int
		status        int
	}{
		"the maximum": {99, 1, http.StatusOK}, // and the Accept header
		"one more":    {100, 1, http.StatusRequestHeaderFieldsTooLarge},
		"of one name": {1, 100, http.StatusRequestHeaderFieldsTooLarge},
		"thousands":   {100, 50, http.StatusRequestHeaderFieldsTooLarge},
	} {
		s := newDevServer()
		r := httptest.NewRequest(http.MethodPost, "/graphql", nil)
		r.Host = "localhost"
		r.Header.Set("Accept", "application/json")
		for n := range c.names {
			for range c.values {
				r.Header.Add(fmt.Sprintf("X-%d", n), "x")
			}
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != c.status || (s.graphql == 1) != (c.status == http.StatusOK) {
			t.Errorf("%s: status %d, GraphQL reached %d times", name, w.Code, s.graphql)
		}
		if c.status != http.StatusOK {
			wantError(t, w, c.status, "PAYLOAD_TOO_LARGE")
			if w.Header().Get("Connection") != "close" {
				t.Errorf("%s: the connection is not closed", name)
			}
		}
	}
}
