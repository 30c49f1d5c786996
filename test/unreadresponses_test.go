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
	"time"
)

// longResponseRequest is a legal request whose answer has 15 MB: one long name, 250 times.
func longResponseRequest(t *testing.T) string {
	t.Helper()
	body, err := json.Marshal(request{Query: `{ driveItem(id: "example-file") { analytics {
		activitiesByInterval(startDateTime: "2024-01-01T00:00:00Z", endDateTime: "2024-09-07T00:00:00Z", interval: DAY) { ` + strings.Repeat("A", 60_000) + `: id } } } }`})
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// resident is the memory that a process has now, in bytes.
func (s *server) resident(t *testing.T) int64 {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	_, now, found := strings.Cut(string(status), "VmRSS:")
	if !found {
		t.Fatal("/proc does not tell the memory")
	}
	return number(t, strings.Fields(now)[0]) << 10
}

// TestUnreadResponsesAreBounded has 300 connections ask for 4.5 GB together, and read
// nothing. The server refuses what it has no room for, with the time to try again;
// cuts off who does not read; answers the others then; and gives the memory back.
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
	var asking sync.WaitGroup
	for range 300 {
		c := s.dial(t)
		if err := c.SetReadBuffer(4096); err != nil {
			t.Fatal(err)
		}
		asking.Go(func() {
			if _, err := io.WriteString(c, c.head(fmt.Sprintf("Content-Length: %d", len(body)))+body); err != nil {
				t.Error(err)
				return
			}
			response, err := http.ReadResponse(c.responses, nil)
			if err != nil {
				t.Error(err)
				return
			}
			// The answer stays where it is: to close it would read it.
			t.Cleanup(func() { c.Close(); _ = response.Body.Close() })
			if refused := response.StatusCode == http.StatusServiceUnavailable; refused != (response.Header.Get("Retry-After") != "") {
				t.Errorf("status %s has Retry-After %q", response.Status, response.Header.Get("Retry-After"))
			}
			mu.Lock()
			defer mu.Unlock()
			statuses[response.StatusCode]++
		})
	}
	asking.Wait()
	if statuses[http.StatusOK] < 5 || statuses[http.StatusOK]+statuses[http.StatusServiceUnavailable] != 300 {
		t.Errorf("the statuses are %v, want some 200 and the others 503", statuses)
	}
	// The connections are open still, and nobody reads.
	eventually(t, func() bool { return s.ask("{ me { id } }", nil, new(any)) == nil }, func() string { return "nobody is answered any more" })
	eventually(t, func() bool {
		status, _, err := s.send(request{Query: "{ groups { totalCount } }"}, nil)
		return err == nil && status == http.StatusOK && s.resident(t) < before.peak+leftMemory
	}, func() string {
		return fmt.Sprintf("the memory is not given back: %d MiB, and %d before", s.resident(t)>>20, before.peak>>20)
	})
	if peak := s.usage(t).peak; peak > mostMemory {
		t.Errorf("the server took %d MiB, want at most %d", peak>>20, mostMemory>>20)
	}
	t.Logf("statuses %v, peak %d MiB, before %d MiB", statuses, s.usage(t).peak>>20, before.peak>>20)
	s.stop(t)
}

// TestOrdinaryQueriesAreNotRejected reads pages at 64 connections, from small to what a
// front end shows at most.
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

// TestUnreadResponsesDoNotDelayOthers: clients that do not read their long answers have no part
// in the processors. A dear query is answered long before they are cut off, which is after
// five seconds.
func TestUnreadResponsesDoNotDelayOthers(t *testing.T) {
	t.Parallel()
	s := startCommand(t, serving(built(t, programWithoutRace), filepath.Join(t.TempDir(), "unread.db")))
	body := longResponseRequest(t)
	for range 4 {
		c := s.dial(t)
		if err := c.SetReadBuffer(4096); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(c, c.head(fmt.Sprintf("Content-Length: %d", len(body)))+body); err != nil {
			t.Fatal(err)
		}
		response, err := http.ReadResponse(c.responses, nil)
		if err != nil || response.StatusCode != http.StatusOK {
			t.Fatalf("the answer is %v (%v)", response, err)
		}
		t.Cleanup(func() { c.Close(); _ = response.Body.Close() })
	}
	s.client.Timeout = 4 * time.Second
	var days struct {
		DriveItem struct {
			Analytics struct{ ActivitiesByInterval []any }
		}
	}
	s.graphql(t, `{ driveItem(id: "example-file") { analytics { activitiesByInterval(startDateTime: "2024-01-01T00:00:00Z", endDateTime: "2024-12-31T00:00:00Z", interval: DAY) { access { actionCount actorCount } } } } }`, nil, &days)
	if len(days.DriveItem.Analytics.ActivitiesByInterval) == 0 {
		t.Error("the dear query has no answer")
	}
	s.stop(t)
}
