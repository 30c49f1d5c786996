package web_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
)

func TestPanicIsNotSentToClient(t *testing.T) {
	s := newDevServer()
	s.graphqlHandler = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "12")
		w.Header().Set("Content-Encoding", "gzip")
		panic("password=hunter2")
	}
	w := s.do("POST", "/graphql")

	if strings.Contains(w.Body.String(), "hunter2") || strings.Contains(w.Body.String(), "goroutine") {
		t.Errorf("the response contains the panic: %s", w.Body)
	}
	for _, name := range []string{"Content-Length", "Content-Encoding"} {
		if value := w.Header().Get(name); value != "" {
			t.Errorf("the response has the %s header of the handler that failed: %s", name, value)
		}
	}
	wantError(t, w, http.StatusInternalServerError, "INTERNAL")

	id := w.Header().Get("X-Request-Id")
	for _, want := range []string{"hunter2", "recovery_test.go", `"request_id":"` + id + `"`} {
		if !strings.Contains(s.log.String(), want) {
			t.Errorf("the log does not contain %q: %s", want, s.log.String())
		}
	}
	if line := s.lastLine(t); line["status"] != 500.0 || line["level"] != "ERROR" {
		t.Errorf("the line has the status %v and the level %v", line["status"], line["level"])
	}
}

// TestPanicAfterFirstByte checks that the connection is aborted, so that the client does not
// take an incomplete response for a complete one.
func TestPanicAfterFirstByte(t *testing.T) {
	for _, test := range []struct {
		name   string
		fault  any
		logged bool
	}{
		{"a panic", "hunter2", true},
		{"an intentional abort", http.ErrAbortHandler, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newDevServer()
			s.graphqlHandler = func(w http.ResponseWriter, _ *http.Request) {
				w.Write([]byte("{"))
				panic(test.fault)
			}
			defer func() {
				got := recover()
				if err, _ := got.(error); !errors.Is(err, http.ErrAbortHandler) {
					t.Errorf("the server got the panic %v, want http.ErrAbortHandler", got)
				}
				if line := s.lastLine(t); line["aborted"] != true || line["bytes"] != 1.0 {
					t.Errorf("the access log is %v", line)
				}
				if logged := strings.Contains(s.log.String(), "stack"); logged != test.logged {
					t.Errorf("the panic was logged: %v, want %v", logged, test.logged)
				}
			}()
			s.do("POST", "/graphql")
			t.Error("the handler returned without a panic")
		})
	}
}

func TestMediaTypeOfError(t *testing.T) {
	for accept, want := range map[string]string{
		"application/graphql-response+json, application/json;q=0.9": "application/graphql-response+json",
		"Application/GraphQL-Response+JSON":                         "application/graphql-response+json",
		"application/graphql-response+json;q=0, application/json":   "application/json",
		`text/html;x="application/graphql-response+json"`:           "application/json",
	} {
		w := newDevServer().do("POST", "/graphql", "Host", "evil.test", "Accept", accept)
		if got := w.Header().Get("Content-Type"); got != want {
			t.Errorf("%s: Content-Type is %q", accept, got)
		}
	}
}
