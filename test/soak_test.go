package test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var soakTime = flag.Duration("soak", 5*time.Second, "how long TestSoak loads the server")

const (
	// soakLog is the bound of the write-ahead log.
	soakLog = 256 << 20
	// soakMemory bounds the resident memory of the server: what it has when idle, and
	// what docs/operating.md says that requests may add.
	soakMemory = 350 << 20
)

// soak is a server under load from callers who mean harm and callers who work.
type soak struct {
	*server
	t      *testing.T
	tokens tokens
	// acknowledged are the activities that were answered without an error.
	acknowledged sync.Map
	// reads counts the answers to the caller who reads little.
	reads, bulks, members, dear atomic.Int64
}

// TestSoak loads a server for a time with dear queries, bulks, changes of members,
// clients that hang up, and silent connections, all at once. Nobody sees an internal error, the log and the
// memory stay within their bounds, all that was acknowledged is there, and
// afterwards the server holds no more goroutines and descriptors than before.
func TestSoak(t *testing.T) {
	skipIfShort(t, "not loading the server")
	keys := newTokens(t)
	database := filepath.Join(t.TempDir(), "soak.db")
	s := &soak{t: t, tokens: keys, server: startCommand(t, serving(keys.program, database,
		"--keys", keys.public, "--metrics-addr", "127.0.0.1:0", "--rate-limit", "0"))}
	owner := keys.user(t, "olivia")
	s.must(owner, `mutation { createGroup(input: {id: "team", driveId: "drive", displayName: "Team"}) { id }
		createDriveItem(driveId: "drive", input: {id: "plan", name: "Plan.md", file: {}}) { id }
		createDriveActivity(driveItemId: "plan", input: {id: "edit", action: {edit: {}}}) { id }
		m: addGroupMember(groupId: "team", userId: "mallory") { id }
		r: addGroupMember(groupId: "team", userId: "rita") { id } }`, nil)
	s.bulk(owner, "before")
	goroutines, descriptors := s.gauge("go_goroutines"), s.gauge("process_open_fds")

	ctx, cancel := context.WithTimeout(t.Context(), *soakTime)
	defer cancel()
	var load sync.WaitGroup
	for i := range 8 {
		load.Go(func() { s.readMuch(ctx, keys.user(t, "mallory"), i) })
	}
	for i := range 2 {
		load.Go(func() { s.recordMuch(ctx, owner, fmt.Sprintf("bulk-%d", i)) })
	}
	load.Go(func() { s.changeMembers(ctx, owner) })
	load.Go(func() { s.hangUp(ctx, keys.user(t, "mallory")) })
	load.Go(func() { s.stayIdle(ctx) })
	load.Go(func() { s.readLittle(ctx, keys.user(t, "rita")) })
	load.Go(func() { s.watch(ctx, database) })
	load.Wait()
	for what, n := range map[string]*atomic.Int64{"small reads": &s.reads, "bulks": &s.bulks, "changes of members": &s.members, "dear queries": &s.dear} {
		t.Logf("%d %s", n.Load(), what)
		if n.Load() == 0 {
			t.Errorf("no %s were answered", what)
		}
	}

	s.client.CloseIdleConnections()
	http.DefaultClient.CloseIdleConnections()
	for name, before := range map[string]float64{"go_goroutines": goroutines, "process_open_fds": descriptors} {
		var now float64
		eventually(t, func() bool { now = s.gauge(name); return now <= before+5 },
			func() string { return fmt.Sprintf("%s is %v, and was %v before", name, now, before) })
	}
	s.checkAcknowledged(owner)
	wantVerified(t, database)
	s.stop(t)
}

// call sends a request as a caller. An internal error, or an answer that is none, fails the test.
func (s *soak) call(caller http.Header, query string, variables map[string]any) (graphQLResponse, error) {
	var a graphQLResponse
	status, body, err := s.send(request{query, variables}, caller.Clone())
	if err != nil {
		return a, err
	}
	if err := json.Unmarshal(body, &a); err != nil {
		s.t.Errorf("status %d: the answer is not JSON: %.300s", status, body)
	}
	for _, e := range a.Errors {
		err = fmt.Errorf("%s: %s", e.Extensions.Code, e.Message)
		if e.Extensions.Code == "INTERNAL" || e.Extensions.Code == "" {
			s.t.Errorf("%.200s: %.300s", query, body)
		}
	}
	return a, err
}

func (s *soak) must(caller http.Header, query string, variables map[string]any) {
	s.t.Helper()
	if _, err := s.call(caller, query, variables); err != nil {
		s.t.Fatal(err)
	}
}

const soakBulk = `mutation ($rows: [CreateItemActivityInput!]!) { createItemActivities(inputs: $rows) { activity { id } } }`

// bulk records 200 activities.
func (s *soak) bulk(caller http.Header, name string) {
	rows := make([]map[string]any, 200)
	for i := range rows {
		rows[i] = map[string]any{
			"groupId": "team", "activityId": "edit", "statId": "~allTime~plan",
			"input": map[string]any{
				"id": fmt.Sprintf("%s-%d", name, i), "access": map[string]any{},
				"activityDateTime": time.Date(2026, 1, 1+i, i%24, 0, 0, 0, time.UTC).Format(time.RFC3339),
			},
		}
	}
	if _, err := s.call(caller, soakBulk, map[string]any{"rows": rows}); err != nil {
		return // refused, or perhaps stored
	}
	s.bulks.Add(1)
	for _, row := range rows {
		s.acknowledged.Store(row["input"].(map[string]any)["id"], true)
	}
}

func (s *soak) recordMuch(ctx context.Context, caller http.Header, name string) {
	for n := 0; ctx.Err() == nil; n++ {
		s.bulk(caller, fmt.Sprintf("%s-%d", name, n))
	}
}

// dearQueries are within the limits and among the most expensive there are.
var dearQueries = []string{
	`{ driveItem(id: "plan") { analytics { activitiesByInterval(startDateTime: "2026-01-01T00:00:00Z", endDateTime: "2026-12-31T00:00:00Z", interval: DAY) { id access { actionCount actorCount } activities(first: 20) { totalCount nodes { id activityDateTime actor { user { id } } } } } } } }`,
	`{ groups(first: 10) { nodes { drive { items(first: 6) { nodes { analytics { allTime { activities(first: 100) { nodes { id activityDateTime actor { user { id } } driveItem { id name } stat { id access { actionCount actorCount } } } } } } } } } } } }`,
	`{ itemActivities(filter: {driveItemId: "plan"}, first: 100) { totalCount nodes { id stat { activities(first: 100) { nodes { id actor { user { id } } driveItem { name } } } } } } }`,
}

func (s *soak) readMuch(ctx context.Context, caller http.Header, n int) {
	for ; ctx.Err() == nil; n++ {
		a, err := s.call(caller, dearQueries[n%len(dearQueries)], nil)
		if len(a.Errors) > 0 && a.Errors[0].Extensions.Code != "UNAVAILABLE" {
			s.t.Errorf("a dear query: %v", err)
		}
		if err == nil {
			s.dear.Add(1)
		}
	}
}

// readLittle wants each of its answers.
func (s *soak) readLittle(ctx context.Context, caller http.Header) {
	for ctx.Err() == nil {
		if _, err := s.call(caller, `{ me { id joinedGroups(first: 1) { nodes { id } } } }`, nil); err != nil {
			s.t.Errorf("a small read beside others: %v", err)
		}
		s.reads.Add(1)
	}
}

// changeMembers adds a member and removes it again; between its two answers the
// member reads the group, and after them it does not.
func (s *soak) changeMembers(ctx context.Context, owner http.Header) {
	guest := s.tokens.user(s.t, "gus")
	sees := func() string {
		a, err := s.call(guest, `{ group(id: "team") { id } }`, nil)
		if err != nil {
			s.t.Errorf("the guest: %v", err)
		}
		return string(a.Data)
	}
	for ctx.Err() == nil {
		if _, err := s.call(owner, `mutation { addGroupMember(groupId: "team", userId: "gus") { id } }`, nil); err != nil {
			continue
		}
		if got := sees(); got != `{"group":{"id":"team"}}` {
			s.t.Errorf("a member reads %s", got)
		}
		if _, err := s.call(owner, `mutation { removeGroupMember(groupId: "team", userId: "gus") { id } }`, nil); err != nil {
			continue
		}
		if got := sees(); got != `{"group":null}` {
			s.t.Errorf("who was removed reads %s", got)
		}
		s.members.Add(1)
	}
}

// hangUp leaves before its answers come.
func (s *soak) hangUp(ctx context.Context, caller http.Header) {
	for n := 0; ctx.Err() == nil; n++ {
		brief, cancel := context.WithTimeout(ctx, time.Duration(n%50)*time.Millisecond)
		r, err := http.NewRequestWithContext(brief, http.MethodGet, s.url+"graphql?query="+url.QueryEscape(dearQueries[n%len(dearQueries)]), nil)
		if err != nil {
			s.t.Error(err)
		}
		r.Header = caller.Clone()
		if response, err := http.DefaultClient.Do(r); err == nil {
			_, _ = io.CopyN(io.Discard, response.Body, 1000)
			response.Body.Close()
		}
		cancel()
	}
}

// stayIdle opens connections and says nothing.
func (s *soak) stayIdle(ctx context.Context) {
	u, err := url.Parse(s.url)
	if err != nil {
		s.t.Error(err)
		return
	}
	for ctx.Err() == nil {
		var silent []net.Conn
		for range 100 {
			if c, err := net.Dial("tcp", u.Host); err == nil {
				silent = append(silent, c)
			}
		}
		wait(ctx, time.Second)
		for _, c := range silent {
			c.Close()
		}
	}
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// watch looks at what must not grow.
func (s *soak) watch(ctx context.Context, database string) {
	var log int64
	var memory float64
	for ctx.Err() == nil {
		info, err := os.Stat(database + "-wal")
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			s.t.Error(err)
		}
		if err == nil {
			log = max(log, info.Size())
		}
		memory = max(memory, s.gauge("process_resident_memory_bytes"))
		wait(ctx, 100*time.Millisecond)
	}
	s.t.Logf("the log had %d MiB at most, and the server %d MiB", log>>20, int64(memory)>>20)
	if log == 0 || log > soakLog {
		s.t.Errorf("the log had %d bytes, want at most %d", log, soakLog)
	}
	if memory > soakMemory && len(raceFlags) == 0 {
		s.t.Errorf("the server had %.0f bytes of memory, want at most %d", memory, soakMemory)
	}
}

// gauge reads a number of the server's metrics.
func (s *soak) gauge(name string) float64 {
	text := s.scrape(s.t, s.monitoring(s.t))
	found := regexp.MustCompile(`(?m)^` + name + ` (\S+)$`).FindStringSubmatch(text)
	if found == nil {
		s.t.Errorf("there is no %s", name)
		return 0
	}
	n, err := strconv.ParseFloat(found[1], 64)
	if err != nil {
		s.t.Error(err)
	}
	return n
}

// checkAcknowledged wants every activity that was acknowledged.
func (s *soak) checkAcknowledged(caller http.Header) {
	s.t.Helper()
	var ids []string
	s.acknowledged.Range(func(id, _ any) bool { ids = append(ids, id.(string)); return true })
	for some := range slices.Chunk(ids, 100) {
		a, err := s.call(caller, `query ($ids: [ID!]!) { nodes(ids: $ids) { id } }`, map[string]any{"ids": some})
		if err != nil {
			s.t.Fatal(err)
		}
		var got struct{ Nodes []struct{ ID string } }
		if err := json.Unmarshal(a.Data, &got); err != nil {
			s.t.Fatal(err)
		}
		for i, id := range some {
			if got.Nodes[i].ID != id {
				s.t.Errorf("%s was acknowledged, and is not there", id)
			}
		}
	}
}
