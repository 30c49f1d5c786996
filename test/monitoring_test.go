package test

import (
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"testing"
)

// monitoringLine tells the address of metrics and health in the log.
var monitoringLine = regexp.MustCompile(`msg=monitoring url=(http://\S+/)`)

// monitoring is the URL of a server that was started with --metrics-addr.
func (s *server) monitoring(t *testing.T) string {
	t.Helper()
	found := monitoringLine.FindStringSubmatch(s.logged())
	if found == nil {
		t.Fatalf("the log tells no address of metrics:\n%s", s.logged())
	}
	return found[1]
}

// fetch gets a page by its whole URL.
func (s *server) fetch(url string) (status int, body string, err error) {
	response, err := s.client.Get(url)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	read, err := io.ReadAll(response.Body)
	return response.StatusCode, string(read), err
}

// readiness is what /readyz says.
type readiness struct {
	Status string            `json:"status"`
	Checks map[string]string `json:"checks"`
}

// ready asks below the URL of a server's, and wants the status in HTTP to be that
// of the answer.
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
		t.Errorf("status %d of %s", status, body)
	}
	return r
}
