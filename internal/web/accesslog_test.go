package web_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// lastLine is the last line of the log.
func (s *shell) lastLine(t *testing.T) map[string]any {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(s.log.String()), "\n")
	line := map[string]any{}
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &line); err != nil {
		t.Fatalf("the log is %q: %v", s.log.String(), err)
	}
	return line
}

func TestAccessLog(t *testing.T) {
	s := newShell()
	s.answer = func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusTeapot)
		w.Write([]byte("12345"))
	}
	w := s.do("POST", "/graphql?query=secret", "Authorization", "Bearer secret", "User-Agent", "secret")

	if lines := strings.Count(s.log.String(), "\n"); lines != 1 {
		t.Errorf("the log has %d lines, want one a request", lines)
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
			t.Errorf("the log holds %q: %s", private, s.log.String())
		}
	}
}

func TestAccessLogOfARefusal(t *testing.T) {
	s := newShell()
	s.do("POST", "/graphql", "Host", "evil.test")
	if line := s.lastLine(t); line["status"] != 403.0 {
		t.Errorf("the status is %v, want 403", line["status"])
	}
}

func TestAccessLogOfALongPath(t *testing.T) {
	s := newShell()
	s.do("GET", "/"+strings.Repeat("a", 10_000))
	if s.log.Len() > 1000 {
		t.Errorf("a long path made a line of %d bytes", s.log.Len())
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
		s := newShell()
		s.do("POST", "/graphql", "X-Request-Id", sent)
		got, ok := s.lastLine(t)["client_request_id"]
		if ok != logged || (ok && got != sent) {
			t.Errorf("%q: client_request_id is %v, want it: %v", sent, got, logged)
		}
	}
}
