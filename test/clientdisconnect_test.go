package test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// : a client that hangs up before its answer is no failure of the
// server's: not in the log, and not in the metrics.
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
		t.Errorf("the line is %s", found[0])
	}
	text := s.scrape(t, s.url)
	if !strings.Contains(text, `itemactivity_requests_total{code="CANCELED",operation="Leaving",type="mutation"} 1`) || strings.Contains(text, `code="UNAVAILABLE"`) {
		t.Errorf("the metrics are\n%s", text)
	}
	if err := lock.Rollback(); err != nil {
		t.Fatal(err)
	}
	// What it asked for is done or not, as ever; the next one is answered.
	s.wantServesNewClient(t)
	s.stop(t)
}

// : whoever asks for metrics and hangs up is no concern either.
func TestMetricsClientDisconnectIsNotLogged(t *testing.T) {
	t.Parallel()
	s := start(t, filepath.Join(t.TempDir(), "a.db"))
	for range 100 {
		c := s.dial(t)
		c.send(t, "GET /metrics HTTP/1.1\r\nHost: "+c.host+"\r\n\r\n")
		// What the server sends then is refused.
		if err := c.SetLinger(0); err != nil {
			t.Fatal(err)
		}
		c.Close()
	}
	s.wantServesNewClient(t)
	s.stop(t)
	if log := s.logged(); strings.Contains(log, "metric") {
		t.Errorf("the log tells:\n%s", log)
	}
}
