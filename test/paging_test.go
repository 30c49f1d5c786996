package test

import (
	"fmt"
	"path/filepath"
	"testing"
)

//	adds to a list between its pages: before the
//
// place that was reached, at the same instant, and behind it.
func TestPagingWhileListGrows(t *testing.T) {
	t.Parallel()
	s := start(t, filepath.Join(t.TempDir(), "a.db"))
	add := func(id, at string) {
		t.Helper()
		if err := s.record(activity{ID: id, ActivityDateTime: at}); err != nil {
			t.Fatal(err)
		}
	}
	const existing, first = 40, 7
	due := map[string]bool{} // what the walk has to come by
	for n := range existing {
		// Four at each instant, so that pages end between equal times.
		id := fmt.Sprintf("existing-%d", n)
		add(id, fmt.Sprintf("2020-06-02T00:00:%02dZ", n/4))
		due[id] = true
	}

	seen := map[string]bool{}
	last := "2020-06-04T00:00:00Z"
	for pages, after, more := 0, (*string)(nil), true; more; pages++ {
		p := readPage(t, s, allTime, first, after)
		for _, r := range p.Nodes {
			if seen[r.ID] {
				t.Errorf("%s comes twice", r.ID)
			}
			seen[r.ID] = true
			if r.ActivityDateTime > last {
				t.Errorf("%s of %s comes after %s", r.ID, r.ActivityDateTime, last)
			}
			last = r.ActivityDateTime
		}
		if more = p.PageInfo.HasNextPage; !more {
			break
		}
		if pages == existing {
			t.Fatal("the walk does not end, though each page gains fewer than it shows")
		}
		after = p.PageInfo.EndCursor

		newer, same, older := fmt.Sprintf("newer-%d", pages), fmt.Sprintf("same-%d", pages), fmt.Sprintf("older-%d", pages)
		add(newer, "2020-06-03T00:00:00Z")
		// A list has the latest first, of equal times what was recorded last.
		add(same, last)
		add(older, fmt.Sprintf("2020-06-01T00:00:%02dZ", 59-pages))
		due[older] = true
	}
	for id := range due {
		if !seen[id] {
			t.Errorf("%s is missing", id)
		}
	}
	for id := range seen {
		if !due[id] {
			t.Errorf("%s comes, though it was added before the place that was reached", id)
		}
	}
	s.stop(t)
}
