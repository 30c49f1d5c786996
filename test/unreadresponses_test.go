package test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// longResponseRequest returns a valid request with a response of 15 MB: 250 objects with one
// long response name.
func longResponseRequest(t *testing.T) string {
	t.Helper()
	body, err := json.Marshal(request{Query: `{ driveItem(id: "example-file") { analytics {
		activitiesByInterval(startDateTime: "2024-01-01T00:00:00Z", endDateTime: "2024-09-07T00:00:00Z", interval: DAY) { ` + strings.Repeat("A", 60_000) + `: id } } } }`})
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// resident returns the current resident memory of the server in bytes.
func (s *server) resident(t *testing.T) int64 {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	_, now, found := strings.Cut(string(status), "VmRSS:")
	if !found {
		t.Fatal("/proc/PID/status has no VmRSS")
	}
	return number(t, strings.Fields(now)[0]) << 10
}

// TestUnreadResponsesAreBounded: 300 clients request 4.5 GB in total and do not read the
// responses. The server must respond to some, and reject the others with 503 and
// Retry-After. It must disconnect the clients that do not read, serve other clients, and
// release the memory.
func TestUnreadResponsesAreBounded(t *testing.T) {
	s := startCommand(t, serving(built(t, programWithoutRace), filepath.Join(t.TempDir(), "flight.db")))
	s.graphql(t, "{ me { id } }", nil, new(any))
	before := s.usage(t)
	body := longResponseRequest(t)
	const (
		mostMemory = 512 << 20
		leftMemory = 128 << 20
	)
	statuses := map[int]int{}
	var mu sync.Mutex
	var requests sync.WaitGroup
	for range 300 {
		c := s.dial(t)
		if err := c.SetReadBuffer(4096); err != nil {
			t.Fatal(err)
		}
		requests.Go(func() {
			if _, err := io.WriteString(c, c.head(fmt.Sprintf("Content-Length: %d", len(body)))+body); err != nil {
				t.Error(err)
				return
			}
			response, err := http.ReadResponse(c.responses, nil)
			if err != nil {
				t.Error(err)
				return
			}
			// Body.Close reads the rest of the body: close the connection first.
			t.Cleanup(func() { c.Close(); _ = response.Body.Close() })
			if rejected := response.StatusCode == http.StatusServiceUnavailable; rejected != (response.Header.Get("Retry-After") != "") {
				t.Errorf("a response with status %s has Retry-After %q", response.Status, response.Header.Get("Retry-After"))
			}
			mu.Lock()
			defer mu.Unlock()
			statuses[response.StatusCode]++
		})
	}
	requests.Wait()
	if statuses[http.StatusOK] < 5 || statuses[http.StatusOK]+statuses[http.StatusServiceUnavailable] != 300 {
		t.Errorf("the numbers of responses by status are %v, want at least 5 with 200 and all others with 503", statuses)
	}
	// The clients have not closed their connections, and none of them reads.
	eventually(t, func() bool { return s.ask("{ me { id } }", nil, new(any)) == nil }, func() string { return "no other client is served" })
	eventually(t, func() bool {
		status, _, err := s.send(request{Query: "{ groups { totalCount } }"}, nil)
		return err == nil && status == http.StatusOK && s.resident(t) < before.peak+leftMemory
	}, func() string {
		return fmt.Sprintf("the memory is not released: %d MiB, %d MiB before", s.resident(t)>>20, before.peak>>20)
	})
	if peak := s.usage(t).peak; peak > mostMemory {
		t.Errorf("the peak memory is %d MiB, want at most %d MiB", peak>>20, mostMemory>>20)
	}
	t.Logf("statuses %v, peak %d MiB, before %d MiB", statuses, s.usage(t).peak>>20, before.peak>>20)
	s.stop(t)
}

// TestOrdinaryQueriesAreNotRejected: 64 clients send queries of usual pages, up to 100 rows,
// at the same time. The limit of memory in flight must not reject any of them.
func TestOrdinaryQueriesAreNotRejected(t *testing.T) {
	s := startCommand(t, serving(built(t, programWithoutRace), filepath.Join(t.TempDir(), "pages.db")))
	for range 3 {
		rows := make([]map[string]any, 100)
		for i := range rows {
			rows[i] = map[string]any{
				"groupId": "example-group", "activityId": "example-activity", "statId": "~allTime~example-file",
				"input": map[string]any{"access": map[string]any{}, "actor": map[string]any{"user": map[string]any{"id": fmt.Sprint("user-", i), "displayName": "Somebody"}}},
			}
		}
		s.graphql(t, `mutation($i: [CreateItemActivityInput!]!) { createItemActivities(inputs: $i) { activity { id } } }`, map[string]any{"i": rows}, new(any))
	}
	pages := []string{
		`{ driveItem(id: "example-file") { name analytics { allTime { access { actionCount actorCount } activities(first: 50) { totalCount nodes { id activityDateTime actor { user { id displayName } } } } } } } }`,
		`{ driveItem(id: "example-file") { analytics { allTime { activities(first: 100) { edges { cursor node { id recordedDateTime actor { user { displayName } } recordedBy { user { displayName } } driveItem { name } } } } } } } }`,
		`{ me { joinedGroups { nodes { displayName drive { activities { nodes { driveItem { name analytics { allTime { activities { totalCount nodes { id activityDateTime actor { application { displayName } } } } } } } } } } } } } }`,
	}
	var reading sync.WaitGroup
	for client := range 64 {
		reading.Go(func() {
			for n := range 6 {
				if err := s.ask(pages[(client+n)%len(pages)], nil, new(any)); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	reading.Wait()
	s.stop(t)
}

// TestUnreadResponsesDoNotDelayOthers: clients do not read their long responses. While the
// server waits for them, they must not occupy the places for running requests: an expensive
// query of another client must succeed before the server disconnects the first of them.
func TestUnreadResponsesDoNotDelayOthers(t *testing.T) {
	t.Parallel()
	s := startCommand(t, serving(built(t, programWithoutRace), filepath.Join(t.TempDir(), "unread.db")))
	body := longResponseRequest(t)
	for range 4 {
		c := s.dial(t)
		c.name = "unread"
		if err := c.SetReadBuffer(4096); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(c, c.head(fmt.Sprintf("Content-Length: %d", len(body)))+body); err != nil {
			t.Fatal(err)
		}
		response, err := http.ReadResponse(c.responses, nil)
		if err != nil || response.StatusCode != http.StatusOK {
			t.Fatalf("the response is %v (%v)", response, err)
		}
		t.Cleanup(func() { c.Close(); _ = response.Body.Close() })
	}
	var days struct {
		DriveItem struct {
			Analytics struct{ ActivitiesByInterval []any }
		}
	}
	s.graphql(t, `{ driveItem(id: "example-file") { analytics { activitiesByInterval(startDateTime: "2024-01-01T00:00:00Z", endDateTime: "2024-12-31T00:00:00Z", interval: DAY) { access { actionCount actorCount } } } } }`, nil, &days)
	if len(days.DriveItem.Analytics.ActivitiesByInterval) == 0 {
		t.Error("the response to the expensive query has no days")
	}
	// The log has a line for a request when it has ended.
	ended := func() int { return strings.Count(s.logged(), "client_request_id=unread") }
	if n := ended(); n > 0 {
		t.Errorf("%d clients that do not read were disconnected before the query succeeded", n)
	}
	eventually(t, func() bool { return ended() == 4 }, func() string {
		return "the server does not disconnect the clients that do not read:\n" + s.logged()
	})
	s.stop(t)
}
