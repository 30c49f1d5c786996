package test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestClientDisconnectIsNoServerError: a client closes its connection before it has the
// response. The log and the metrics must count the request as canceled by the client
// (status 499, level INFO), and not as an error of the server.
func TestClientDisconnectIsNoServerError(t *testing.T) {
	t.Parallel()
	database := filepath.Join(t.TempDir(), "a.db")
	s := start(t, database)
	other, err := sql.Open("sqlite3", "file:"+database+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	lock, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	c := s.dial(t)
	const body = `{"query":"mutation Leaving { createGroup(input: {id: \"left\", displayName: \"x\"}) { id } }"}`
	c.send(t, c.head(fmt.Sprintf("Content-Length: %d", len(body)))+body)
	c.Close()

	line := regexp.MustCompile(`level=(\w+) msg=request .*status=499 .*operation=Leaving.*`)
	eventually(t, func() bool { return line.MatchString(s.logged()) }, s.logged)
	found := line.FindStringSubmatch(s.logged())
	if found[1] != "INFO" || strings.Contains(found[0], "code=") {
		t.Errorf("the log of the canceled request is %s", found[0])
	}
	text := s.scrape(t, s.url)
	if !strings.Contains(text, `itemactivity_requests_total{code="CANCELED",operation="Leaving",type="mutation"} 1`) || strings.Contains(text, `code="UNAVAILABLE"`) {
		t.Errorf("the metrics are\n%s", text)
	}
	if err := lock.Rollback(); err != nil {
		t.Fatal(err)
	}
	// The group may exist or not. The server must serve the next client.
	s.wantServesNewClient(t)
	s.stop(t)
}

// TestMetricsClientDisconnectIsNotLogged: clients request the metrics and reset the
// connection. The log must not have any message about them.
func TestMetricsClientDisconnectIsNotLogged(t *testing.T) {
	t.Parallel()
	s := start(t, filepath.Join(t.TempDir(), "a.db"))
	for range 100 {
		c := s.dial(t)
		c.send(t, "GET /metrics HTTP/1.1\r\nHost: "+c.host+"\r\n\r\n")
		// Close resets the connection, so that the server cannot send the response.
		if err := c.SetLinger(0); err != nil {
			t.Fatal(err)
		}
		c.Close()
	}
	s.wantServesNewClient(t)
	s.stop(t)
	if log := s.logged(); strings.Contains(log, "metric") {
		t.Errorf("the log has messages about metrics:\n%s", log)
	}
}
