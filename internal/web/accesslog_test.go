package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth/jwt"
	"github.com/itemactivity/itemactivity/internal/telemetry/operation"
	"github.com/itemactivity/itemactivity/internal/web"
	"github.com/itemactivity/itemactivity/models"
)

// lastLine returns the last line of the log.
func (s *devServer) lastLine(t *testing.T) map[string]any {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(s.log.String()), "\n")
	line := map[string]any{}
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &line); err != nil {
		t.Fatalf("the log is %q: %v", s.log.String(), err)
	}
	return line
}

func TestAccessLog(t *testing.T) {
	s := newDevServer()
	s.graphqlHandler = func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusTeapot)
		w.Write([]byte("12345"))
	}
	w := s.do("POST", "/graphql?query=secret", "Authorization", "Bearer secret", "User-Agent", "secret")

	if lines := strings.Count(s.log.String(), "\n"); lines != 1 {
		t.Errorf("the log has %d lines, want one per request", lines)
	}
	line := s.lastLine(t)
	for name, want := range map[string]any{
		"level": "INFO", "msg": "request", "method": "POST", "path": "/graphql", "status": 418.0, "bytes": 5.0,
		"request_id": w.Header().Get("X-Request-Id"),
	} {
		if line[name] != want {
			t.Errorf("%s is %v, want %v", name, line[name], want)
		}
	}
	if _, ok := line["duration"]; !ok {
		t.Error("the line has no duration")
	}
	for _, private := range []string{"secret", "192.0.2.1" /* httptest's client */} {
		if strings.Contains(s.log.String(), private) {
			t.Errorf("the log contains %q: %s", private, s.log.String())
		}
	}
}

func TestAccessLogOfRejectedRequest(t *testing.T) {
	s := newDevServer()
	s.do("POST", "/graphql", "Host", "evil.test")
	if line := s.lastLine(t); line["status"] != 403.0 {
		t.Errorf("the status is %v, want 403", line["status"])
	}
}

func TestAccessLogOfLongPath(t *testing.T) {
	s := newDevServer()
	s.do("GET", "/"+strings.Repeat("a", 10_000))
	if s.log.Len() > 1000 {
		t.Errorf("the line of a long path has %d bytes", s.log.Len())
	}
}

func TestClientRequestID(t *testing.T) {
	for sent, logged := range map[string]bool{
		"0199b0a2-7c3e-7000-8000-000000000000": true,
		"1-67891233-abcdef012345678912345678":  true,
		"":                                     false,
		"two words":                            false,
		"jane@example.com":                     false,
		"naïve":                                false,
		strings.Repeat("a", 65):                false,
	} {
		s := newDevServer()
		s.do("POST", "/graphql", "X-Request-Id", sent)
		got, ok := s.lastLine(t)["client_request_id"]
		if ok != logged || (ok && got != sent) {
			t.Errorf("%q: client_request_id is %v, want it logged: %v", sent, got, logged)
		}
	}
}

// TestAccessLogOfOperation checks that a line has the type, the name and the error code of
// the operation, and that the line of a slow operation is a warning.
func TestAccessLogOfOperation(t *testing.T) {
	for _, test := range []struct {
		age   time.Duration
		codes []models.Code
		level string
		code  any
		slow  any
	}{
		{0, nil, "INFO", nil, nil},
		{0, []models.Code{models.NotFound, models.Conflict}, "INFO", "CONFLICT", nil},
		{time.Hour, nil, "WARN", nil, true},
	} {
		s := newDevServer()
		s.graphqlHandler = func(_ http.ResponseWriter, r *http.Request) {
			o := operation.From(r.Context())
			o.Begin("mutation", "Record", "other", time.Now().Add(-test.age))
			for _, code := range test.codes {
				o.Fail(code)
			}
			o.Answered()
		}
		s.do("POST", "/graphql")
		line := s.lastLine(t)
		for name, want := range map[string]any{
			"level": test.level, "type": "mutation", "operation": "Record", "code": test.code, "slow": test.slow,
		} {
			if line[name] != want {
				t.Errorf("%+v: %s is %v, want %v", test, name, line[name], want)
			}
		}
	}
}

// TestClientCloses checks that a request is logged as abandoned, and not as an error, if the
// client closes the connection before the response starts. A client that closes it later
// has its response.
func TestClientCloses(t *testing.T) {
	for name, c := range map[string]struct {
		closes, before bool
		response       int
		level          string
		status         float64
		code           any
	}{
		"not closed":          {false, false, 503, "ERROR", 503, "UNAVAILABLE"},
		"before the response": {true, true, 503, "INFO", 499, nil},
		// net/http also cancels the context if the body does not arrive in time.
		"body does not arrive":      {true, true, 408, "WARN", 408, "UNAVAILABLE"},
		"after the response starts": {true, false, 503, "ERROR", 503, "UNAVAILABLE"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newDevServer()
			ctx, closeConnection := context.WithCancel(t.Context())
			defer closeConnection()
			s.graphqlHandler = func(w http.ResponseWriter, r *http.Request) {
				o := operation.From(r.Context())
				o.Begin("query", "Q", "other", time.Now().Add(-time.Hour))
				if c.closes && c.before {
					closeConnection()
				}
				o.Fail(models.Unavailable)
				o.Answered()
				w.WriteHeader(c.response)
				if c.closes {
					closeConnection()
				}
				w.Write([]byte("sorry"))
			}
			r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/graphql", nil)
			r.Host = "localhost"
			s.ServeHTTP(httptest.NewRecorder(), r)
			line := s.lastLine(t)
			if line["level"] != c.level || line["status"] != c.status || line["code"] != c.code {
				t.Errorf("the line is %v", line)
			}
			if want := []bool{c.status == 499}; !slices.Equal(s.abandoned, want) {
				t.Errorf("Observe got Abandoned %v, want %v", s.abandoned, want)
			}
		})
	}
}

// TestObserve checks that Observe is called once for each request to GraphQL or to a URL of
// Microsoft Graph, including requests that panic or are rejected, and for no other request.
func TestObserve(t *testing.T) {
	s := newDevServer()
	s.do("GET", "/")
	s.do("POST", "/graphql")
	s.graphqlHandler = func(http.ResponseWriter, *http.Request) { panic("a fault") }
	s.do("POST", "/query")
	if want := []models.Code{"", models.Internal}; !slices.Equal(s.observed, want) {
		t.Errorf("Observe got the codes %q, want %q", s.observed, want)
	}

	var observed []models.Code
	k := newEd25519(t, "d")
	d := newTestServer(t, jwt.Config{Issuer: newIssuer(t, k).URL}, func(_ *testServer, o *web.Options) {
		o.Observe = func(o *operation.Operation) { observed = append(observed, o.Code) }
		o.REST = http.NotFoundHandler()
	})
	d.do("POST", "/graphql")
	d.do("GET", "/v1.0/me")
	if want := []models.Code{models.Unauthenticated, models.Unauthenticated}; !slices.Equal(observed, want) {
		t.Errorf("Observe got the codes %q, want %q", observed, want)
	}
}

// TestAccessLogOfInterimResponse checks that the status of an interim response is not logged.
func TestAccessLogOfInterimResponse(t *testing.T) {
	s := newDevServer()
	s.graphqlHandler = func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusEarlyHints)
		w.WriteHeader(http.StatusTeapot)
	}
	s.do("POST", "/graphql")
	if got := s.lastLine(t)["status"]; got != 418.0 {
		t.Errorf("the status is %v, want 418", got)
	}
}

// TestNoSlowOperationsByDefault checks that a SlowOperation of 0 disables the warnings.
func TestNoSlowOperationsByDefault(t *testing.T) {
	var log bytes.Buffer
	handler := web.NewHandler(web.Options{
		GraphQL: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { operation.From(r.Context()).Duration = time.Hour }),
		Logger:  slog.New(slog.NewTextHandler(&log, nil)),
	})
	r := httptest.NewRequest(http.MethodPost, "/graphql", nil)
	r.Host = "localhost"
	handler.ServeHTTP(httptest.NewRecorder(), r)
	if text := log.String(); !strings.Contains(text, "level=INFO msg=request") || strings.Contains(text, "slow") {
		t.Errorf("the log has %s", text)
	}
}
