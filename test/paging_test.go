package test

import (
	"fmt"
	"path/filepath"
	"testing"
)

// TestPagingWhileListGrows adds activities between two pages: one newer than the cursor,
// one at the time of the cursor, and one older. The following pages must contain every
// existing activity and every older one exactly once, in order, and none of the others.
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
	want := map[string]bool{} // ids that the pages must contain
	for n := range existing {
		// Four activities have the same time, so that a page can end between them.
		id := fmt.Sprintf("existing-%d", n)
		add(id, fmt.Sprintf("2020-06-02T00:00:%02dZ", n/4))
		want[id] = true
	}

	seen := map[string]bool{}
	last := "2020-06-04T00:00:00Z"
	for pages, after, more := 0, (*string)(nil), true; more; pages++ {
		p := readPage(t, s, allTime, first, after)
		for _, r := range p.Nodes {
			if seen[r.ID] {
				t.Errorf("%s is listed twice", r.ID)
			}
			seen[r.ID] = true
			if r.ActivityDateTime > last {
				t.Errorf("%s with time %s is listed after time %s", r.ID, r.ActivityDateTime, last)
			}
			last = r.ActivityDateTime
		}
		if more = p.PageInfo.HasNextPage; !more {
			break
		}
		if pages == existing {
			t.Fatalf("the list has no end after %d pages", pages)
		}
		after = p.PageInfo.EndCursor

		newer, same, older := fmt.Sprintf("newer-%d", pages), fmt.Sprintf("same-%d", pages), fmt.Sprintf("older-%d", pages)
		add(newer, "2020-06-03T00:00:00Z")
		// The list is sorted by time, the latest first. Of equal times, the last recorded
		// is first.
		add(same, last)
		add(older, fmt.Sprintf("2020-06-01T00:00:%02dZ", 59-pages))
		want[older] = true
	}
	for id := range want {
		if !seen[id] {
			t.Errorf("%s is missing", id)
		}
	}
	for id := range seen {
		if !want[id] {
			t.Errorf("%s is listed, though it was inserted before the cursor", id)
		}
	}
	s.stop(t)
}
