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
	// soakLog is the maximum size of the write-ahead log in bytes.
	soakLog = 256 << 20
	// soakMemory is the maximum resident memory of the server in bytes: the memory of an idle
	// server and the maximum for requests in docs/operating.md.
	soakMemory = 350 << 20
)

// soak is a server under load from hostile and ordinary callers.
type soak struct {
	*server
	t    *testing.T
	keys *keys
	// acknowledged has the ids of the acknowledged activities as its keys.
	acknowledged sync.Map
	// The numbers of successful small reads, bulk mutations, changes of members and
	// expensive queries.
	reads, bulks, members, expensive atomic.Int64
}

// TestSoak loads a server with expensive queries, bulk mutations, changes of members,
// clients that disconnect early, and idle connections, all at the same time. No request may
// return an internal error, the write-ahead log and the memory must stay within their limits,
// and all acknowledged activities must exist. Afterwards the server must not have more
// goroutines or file descriptors than before.
func TestSoak(t *testing.T) {
	skipIfShort(t, "the server is not loaded")
	directory := t.TempDir()
	keys, err := newKeys(built(t, programWithoutRace), directory)
	if err != nil {
		t.Fatal(err)
	}
	database := filepath.Join(directory, "soak.db")
	s := &soak{t: t, keys: keys, server: startCommand(t, serving(keys.program, database,
		"--keys", keys.public, "--metrics-addr", "127.0.0.1:0", "--rate-limit", "0"))}
	owner, mallory, rita, gus := s.token("olivia"), s.token("mallory"), s.token("rita"), s.token("gus")
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
		load.Go(func() { s.sendExpensiveQueries(ctx, mallory, i) })
	}
	for i := range 2 {
		load.Go(func() { s.sendBulks(ctx, owner, fmt.Sprintf("bulk-%d", i)) })
	}
	load.Go(func() { s.changeMembers(ctx, owner, gus) })
	load.Go(func() { s.disconnectEarly(ctx, mallory) })
	load.Go(func() { s.openIdleConnections(ctx) })
	load.Go(func() { s.sendSmallReads(ctx, rita) })
	load.Go(func() { s.watch(ctx, database) })
	load.Wait()
	for what, n := range map[string]*atomic.Int64{"small reads": &s.reads, "bulks": &s.bulks, "changes of members": &s.members, "expensive queries": &s.expensive} {
		t.Logf("%d %s", n.Load(), what)
		if n.Load() == 0 {
			t.Errorf("no %s succeeded", what)
		}
	}

	s.client.CloseIdleConnections()
	http.DefaultClient.CloseIdleConnections()
	for name, before := range map[string]float64{"go_goroutines": goroutines, "process_open_fds": descriptors} {
		var now float64
		eventually(t, func() bool { now = s.gauge(name); return now <= before+5 },
			func() string { return fmt.Sprintf("%s is %v after the load, and was %v before", name, now, before) })
	}
	s.checkAcknowledged(owner)
	wantVerified(t, database)
	s.stop(t)
}

// token returns the header with the token of a user.
func (s *soak) token(user string) http.Header {
	s.t.Helper()
	c, err := s.keys.bearer(s.server, user)
	if err != nil {
		s.t.Fatal(err)
	}
	return c.header
}

// call sends a request as a caller. A response with an internal error, or one that is not
// JSON, fails the test.
func (s *soak) call(caller http.Header, query string, variables map[string]any) (graphQLResponse, error) {
	var a graphQLResponse
	status, body, err := s.send(request{query, variables}, caller.Clone())
	if err != nil {
		return a, err
	}
	if err := json.Unmarshal(body, &a); err != nil {
		s.t.Errorf("status %d: the response is not JSON: %.300s", status, body)
	}
	for _, e := range a.Errors {
		err = fmt.Errorf("%s: %s", e.Extensions.Code, e.Message)
		if e.Extensions.Code == "INTERNAL" || e.Extensions.Code == "" {
			s.t.Errorf("the response to %.200s is %.300s", query, body)
		}
	}
	return a, err
}

// must sends a request as a caller, and ends the test if there is an error.
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
		return // it may be stored or not
	}
	s.bulks.Add(1)
	for _, row := range rows {
		s.acknowledged.Store(row["input"].(map[string]any)["id"], true)
	}
}

func (s *soak) sendBulks(ctx context.Context, caller http.Header, name string) {
	for n := 0; ctx.Err() == nil; n++ {
		s.bulk(caller, fmt.Sprintf("%s-%d", name, n))
	}
}

// expensiveQueries cost almost as much as the limits allow.
var expensiveQueries = []string{
	`{ driveItem(id: "plan") { analytics { activitiesByInterval(startDateTime: "2026-01-01T00:00:00Z", endDateTime: "2026-12-31T00:00:00Z", interval: DAY) { id access { actionCount actorCount } activities(first: 20) { totalCount nodes { id activityDateTime actor { user { id } } } } } } } }`,
	`{ groups(first: 10) { nodes { drive { items(first: 6) { nodes { analytics { allTime { activities(first: 100) { nodes { id activityDateTime actor { user { id } } driveItem { id name } stat { id access { actionCount actorCount } } } } } } } } } } } }`,
	`{ itemActivities(filter: {driveItemId: "plan"}, first: 100) { totalCount nodes { id stat { activities(first: 100) { nodes { id actor { user { id } } driveItem { name } } } } } } }`,
}

// sendExpensiveQueries sends queries, which may fail with UNAVAILABLE only.
func (s *soak) sendExpensiveQueries(ctx context.Context, caller http.Header, n int) {
	for ; ctx.Err() == nil; n++ {
		a, err := s.call(caller, expensiveQueries[n%len(expensiveQueries)], nil)
		if len(a.Errors) > 0 && a.Errors[0].Extensions.Code != "UNAVAILABLE" {
			s.t.Errorf("an expensive query failed: %v", err)
		}
		if err == nil {
			s.expensive.Add(1)
		}
	}
}

// sendSmallReads sends small queries, all of which must succeed.
func (s *soak) sendSmallReads(ctx context.Context, caller http.Header) {
	for ctx.Err() == nil {
		if _, err := s.call(caller, `{ me { id joinedGroups(first: 1) { nodes { id } } } }`, nil); err != nil {
			s.t.Errorf("a small read failed under load: %v", err)
			continue
		}
		s.reads.Add(1)
	}
}

// changeMembers adds the guest gus as a member to the group and removes it again. Once the addition is
// acknowledged, the member must see the group; once the removal is acknowledged, it must not.
func (s *soak) changeMembers(ctx context.Context, owner, guest http.Header) {
	sees := func() string {
		a, err := s.call(guest, `{ group(id: "team") { id } }`, nil)
		if err != nil {
			s.t.Errorf("the query of the guest failed: %v", err)
		}
		return string(a.Data)
	}
	for ctx.Err() == nil {
		if _, err := s.call(owner, `mutation { addGroupMember(groupId: "team", userId: "gus") { id } }`, nil); err != nil {
			continue
		}
		if got := sees(); got != `{"group":{"id":"team"}}` {
			s.t.Errorf("the response to an added member is %s", got)
		}
		if _, err := s.call(owner, `mutation { removeGroupMember(groupId: "team", userId: "gus") { id } }`, nil); err != nil {
			continue
		}
		if got := sees(); got != `{"group":null}` {
			s.t.Errorf("the response to a removed member is %s", got)
		}
		s.members.Add(1)
	}
}

// disconnectEarly sends queries and disconnects before it has the whole response.
func (s *soak) disconnectEarly(ctx context.Context, caller http.Header) {
	for n := 0; ctx.Err() == nil; n++ {
		brief, cancel := context.WithTimeout(ctx, time.Duration(n%50)*time.Millisecond)
		r, err := http.NewRequestWithContext(brief, http.MethodGet, s.url+"graphql?query="+url.QueryEscape(expensiveQueries[n%len(expensiveQueries)]), nil)
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

// openIdleConnections opens connections, sends nothing, and closes them.
func (s *soak) openIdleConnections(ctx context.Context) {
	for ctx.Err() == nil {
		var idle []net.Conn
		for range 100 {
			if c, err := net.Dial("tcp", hostPort(s.url)); err == nil {
				idle = append(idle, c)
			}
		}
		wait(ctx, time.Second)
		for _, c := range idle {
			c.Close()
		}
	}
}

// wait waits for a time or until the context ends.
func wait(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// watch measures the write-ahead log and the memory during the load, and checks the maxima.
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
	s.t.Logf("the maximum of the write-ahead log is %d MiB, that of the memory %d MiB", log>>20, int64(memory)>>20)
	if log == 0 || log > soakLog {
		s.t.Errorf("the maximum of the write-ahead log is %d bytes, want 1 to %d", log, soakLog)
	}
	if memory > soakMemory && len(raceFlags) == 0 {
		s.t.Errorf("the maximum of the memory is %.0f bytes, want at most %d", memory, soakMemory)
	}
}

// gauge returns the value of a metric without labels.
func (s *soak) gauge(name string) float64 {
	text := s.scrape(s.t, s.monitoring(s.t))
	found := regexp.MustCompile(`(?m)^` + name + ` (\S+)$`).FindStringSubmatch(text)
	if found == nil {
		s.t.Errorf("the metrics have no %s", name)
		return 0
	}
	n, err := strconv.ParseFloat(found[1], 64)
	if err != nil {
		s.t.Error(err)
	}
	return n
}

// checkAcknowledged fails the test unless every acknowledged activity exists.
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
				s.t.Errorf("%s was acknowledged and does not exist", id)
			}
		}
	}
}
