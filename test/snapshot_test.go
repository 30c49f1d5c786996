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

// list is one list in a response.
type list struct {
	TotalCount int                        `json:"totalCount"`
	Nodes      []struct{ ID string }      `json:"nodes"`
	PageInfo   struct{ HasNextPage bool } `json:"pageInfo"`
}

// TestResponseReadsOneSnapshot: while clients record activities, a query reads the same list
// four times, through two stats. All four lists of a response and their counts must be
// equal, and must have every activity that was acknowledged before the query.
func TestResponseReadsOneSnapshot(t *testing.T) {
	t.Parallel()
	s := start(t, filepath.Join(t.TempDir(), "a.db"))
	const (
		writers, each = 4, 24 // together fewer than a page of 100
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
					t.Errorf("the list has %d activities after %d were acknowledged", n, least)
				}
				wantEqualLists(t, got, n)
				seen[r][n] = true
			}
		})
	}
	writing.Wait()
	reading.Wait()
	for r, lengths := range seen {
		if len(lengths) < 3 {
			t.Errorf("reader %d read only lists of the lengths %v: the test has proved nothing", r, lengths)
		}
	}
	s.stop(t)
}

// wantEqualLists fails the test unless all lists of a response are equal and have n nodes.
func wantEqualLists(t *testing.T, got map[string]map[string]list, n int) {
	t.Helper()
	for stat, lists := range got {
		for name, l := range lists {
			if l.TotalCount != n || !slices.Equal(l.Nodes, got["a"]["one"].Nodes) || l.PageInfo.HasNextPage {
				whole, _ := json.Marshal(got)
				t.Errorf("%s.%s differs from the first list of the response: %s", stat, name, whole)
			}
		}
	}
}
