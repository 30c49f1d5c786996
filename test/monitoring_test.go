package test

import (
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"testing"
)

// monitoringLine matches the line of the log that has the URL of --metrics-addr.
var monitoringLine = regexp.MustCompile(`msg=monitoring url=(http://\S+/)`)

// monitoring returns the URL of --metrics-addr.
func (s *server) monitoring(t *testing.T) string {
	t.Helper()
	found := monitoringLine.FindStringSubmatch(s.logged())
	if found == nil {
		t.Fatalf("the log has no URL of the metrics:\n%s", s.logged())
	}
	return found[1]
}

// fetch sends a GET request to a URL.
func (s *server) fetch(url string) (status int, body string, err error) {
	response, err := s.client.Get(url)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	read, err := io.ReadAll(response.Body)
	return response.StatusCode, string(read), err
}

// readiness is the response of /readyz.
type readiness struct {
	Status string            `json:"status"`
	Checks map[string]string `json:"checks"`
}

// ready requests /readyz at the base URL of a listener. The HTTP status must be 200 if the
// server is ready, and otherwise 503.
func (s *server) ready(t *testing.T, url string) (r readiness) {
	t.Helper()
	status, body, err := s.fetch(url + "readyz")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(body), &r); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	if (status == http.StatusOK) != (r.Status == "ready") || status != http.StatusOK && status != http.StatusServiceUnavailable {
		t.Errorf("/readyz has status %d and the body %s", status, body)
	}
	return r
}
