package test

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
)

// recordingClients are concurrent clients that record activities until the server ends. They
// store what they sent and what the server acknowledged, by id.
type recordingClients struct {
	mu           sync.Mutex
	sent         map[string]activity
	acknowledged map[string]activity
}

func newRecordingClients() *recordingClients {
	return &recordingClients{sent: map[string]activity{}, acknowledged: map[string]activity{}}
}

// work makes the clients record activities until the server ends. After limit
// acknowledgements it calls then, which must end the server, while the other clients go on.
// round is the prefix of the ids.
func (c *recordingClients) work(t *testing.T, s *server, round string, limit int, then func()) {
	t.Helper()
	const clients = 16
	count := 0
	var working sync.WaitGroup
	for client := range clients {
		working.Go(func() {
			for n := client; ; n += clients {
				a := distinctActivity(fmt.Sprintf("%s-%d", round, n), n)
				c.send(a)
				err := s.record(a)
				if err != nil {
					c.mu.Lock()
					early := count < limit
					c.mu.Unlock()
					if early {
						t.Errorf("a request failed before the end of the server: %v", err)
					}
					return
				}
				c.mu.Lock()
				c.acknowledged[a.ID] = a
				count++
				last := count == limit
				c.mu.Unlock()
				if last {
					then()
				}
			}
		})
	}
	working.Wait()
}

// send stores an activity that a client is about to send.
func (c *recordingClients) send(a activity) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent[a.ID] = a
}

// check fails the test unless the server has every acknowledged activity exactly once and
// unchanged. Every other activity of the server must have been sent by a client, and must be
// unchanged as well. check returns the ids of all activities.
func (c *recordingClients) check(t *testing.T, s *server) map[string]bool {
	t.Helper()
	stored := map[string]bool{}
	walk(t, s, allTime, 100, func(r recorded) {
		if stored[r.ID] {
			t.Errorf("%s is listed twice", r.ID)
		}
		stored[r.ID] = true
		if err := r.matches(c.sent[r.ID]); err != nil {
			t.Error(err)
		}
	})
	for id := range c.acknowledged {
		if !stored[id] {
			t.Errorf("%s was acknowledged and is not listed", id)
		}
	}
	for id, r := range byID(t, s, slices.Collect(maps.Keys(c.acknowledged))) {
		if err := r.matches(c.sent[id]); err != nil {
			t.Errorf("%s was acknowledged, and reading it by its id failed: %v", id, err)
		}
	}
	var list struct {
		ItemActivityStat struct{ Activities struct{ TotalCount int } }
	}
	s.graphql(t, `{ itemActivityStat(id: "`+allTime+`") { activities { totalCount } } }`, nil, &list)
	if got := list.ItemActivityStat.Activities.TotalCount; got != len(stored) {
		t.Errorf("totalCount is %d, and the list has %d activities", got, len(stored))
	}
	return stored
}

// repeat retries every activity without a response. All of them are then acknowledged.
func (c *recordingClients) repeat(t *testing.T, s *server) {
	t.Helper()
	for id, a := range c.sent {
		if _, ok := c.acknowledged[id]; ok {
			continue
		}
		if err := s.record(a); err != nil {
			t.Errorf("the retry of %s failed: %v", id, err)
		}
		c.acknowledged[id] = a
	}
}
