package test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
)

// list is what one answer says of a list, in one place.
type list struct {
	TotalCount int                        `json:"totalCount"`
	Nodes      []struct{ ID string }      `json:"nodes"`
	PageInfo   struct{ HasNextPage bool } `json:"pageInfo"`
}

// TestResponseReadsOneSnapshot reads a growing list several times in one query:
// by two of its stats, and each with the count and the nodes.
func TestResponseReadsOneSnapshot(t *testing.T) {
	t.Parallel()
	s := start(t, filepath.Join(t.TempDir(), "a.db"))
	const (
		writers, each = 4, 24 // less than a page in all
		query         = `{
			a: itemActivityStat(id: "~day:2020-06-01~example-file") { one: activities(first: 100) { ...List } two: activities(first: 100) { ...List } }
			b: itemActivityStat(id: "~month:2020-06~example-file") { one: activities(first: 100) { ...List } two: activities(last: 100) { ...List } }
		}
		fragment List on ItemActivityConnection { totalCount nodes { id } pageInfo { hasNextPage } }`
	)
	var writing, reading sync.WaitGroup
	var written atomic.Int64
	seen := make([]map[int]bool, 3)
	for w := range writers {
		writing.Go(func() {
			for n := range each {
				if err := s.record(plainActivity(fmt.Sprintf("%d-%d", w, n))); err != nil {
					t.Error(err)
				}
				written.Add(1)
			}
		})
	}
	for r := range seen {
		seen[r] = map[int]bool{}
		reading.Go(func() {
			for done := false; !done; {
				least := int(written.Load())
				done = least == writers*each
				var got map[string]map[string]list
				if err := s.ask(query, nil, &got); err != nil {
					t.Error(err)
					return
				}
				n := len(got["a"]["one"].Nodes)
				if n < least {
					t.Errorf("%d activities are listed after %d were answered", n, least)
				}
				agree(t, got, n)
				seen[r][n] = true
			}
		})
	}
	writing.Wait()
	reading.Wait()
	for r, lengths := range seen {
		if len(lengths) < 3 {
			t.Errorf("reader %d saw only the lengths %v: nothing was tested", r, lengths)
		}
	}
	s.stop(t)
}

// agree wants every list of an answer to be the same one, with n nodes.
func agree(t *testing.T, got map[string]map[string]list, n int) {
	t.Helper()
	for stat, lists := range got {
		for name, l := range lists {
			if l.TotalCount != n || !slices.Equal(l.Nodes, got["a"]["one"].Nodes) || l.PageInfo.HasNextPage {
				whole, _ := json.Marshal(got)
				t.Errorf("%s.%s does not agree with the rest of its answer: %s", stat, name, whole)
			}
		}
	}
}
