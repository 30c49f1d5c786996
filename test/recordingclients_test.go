package test

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
)

// recordingClients is many clients that record activities at once until the server is
// gone, and remembers what it sent and what was answered.
type recordingClients struct {
	mu           sync.Mutex
	sent         map[string]activity
	acknowledged map[string]activity
}

func newRecordingClients() *recordingClients {
	return &recordingClients{sent: map[string]activity{}, acknowledged: map[string]activity{}}
}

// work lets the clients record until the server ends. It calls then in the
// client whose answer is the limit's, so that the others are in the middle of
// something. round makes the ids of this call its own.
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
						t.Errorf("the server was to answer, and there was %v", err)
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

func (c *recordingClients) send(a activity) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent[a.ID] = a
}

// check wants everything that was answered to be stored once and as it was
// sent, and anything else that is stored to be what somebody sent, whole. It
// returns the ids of what is stored.
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
			t.Errorf("%s was answered and is not listed", id)
		}
	}
	for id, r := range byID(t, s, slices.Collect(maps.Keys(c.acknowledged))) {
		if err := r.matches(c.sent[id]); err != nil {
			t.Errorf("%s was answered, and by its id %v", id, err)
		}
	}
	var list struct {
		ItemActivityStat struct{ Activities struct{ TotalCount int } }
	}
	s.graphql(t, `{ itemActivityStat(id: "`+allTime+`") { activities { totalCount } } }`, nil, &list)
	if got := list.ItemActivityStat.Activities.TotalCount; got != len(stored) {
		t.Errorf("the totalCount is %d, and %d are listed", got, len(stored))
	}
	return stored
}

// repeat sends again what had no answer, as clients do, and so settles it.
func (c *recordingClients) repeat(t *testing.T, s *server) {
	t.Helper()
	for id, a := range c.sent {
		if _, ok := c.acknowledged[id]; ok {
			continue
		}
		if err := s.record(a); err != nil {
			t.Errorf("repeating %s: %v", id, err)
		}
		c.acknowledged[id] = a
	}
}
