package test

import (
	"slices"
	"testing"
)

// page is one page of the activities of a stat.
type page struct {
	Nodes    []recorded
	PageInfo struct {
		HasNextPage bool
		EndCursor   *string
	}
}

const pageQuery = `query ($stat: ID!, $first: Int!, $after: String) {
	itemActivityStat(id: $stat) { activities(first: $first, after: $after) { nodes { ...ActivityFields } pageInfo { hasNextPage endCursor } } }
} ` + activityFragment

func readPage(t *testing.T, s *server, stat string, first int, after *string) page {
	t.Helper()
	var got struct{ ItemActivityStat struct{ Activities page } }
	s.graphql(t, pageQuery, map[string]any{"stat": stat, "first": first, "after": after}, &got)
	return got.ItemActivityStat.Activities
}

// walk reads all activities of a stat page by page, the latest first, and calls visit for
// each.
func walk(t *testing.T, s *server, stat string, first int, visit func(recorded)) {
	t.Helper()
	for after, more := (*string)(nil), true; more; {
		p := readPage(t, s, stat, first, after)
		for _, r := range p.Nodes {
			visit(r)
		}
		after, more = p.PageInfo.EndCursor, p.PageInfo.HasNextPage
		if more && (len(p.Nodes) != first || after == nil) {
			t.Fatalf("hasNextPage is true on a page of %d nodes with first: %d", len(p.Nodes), first)
		}
	}
}

// byID reads activities by their ids. The result has an empty activity for an id that
// does not exist.
func byID(t *testing.T, s *server, ids []string) map[string]recorded {
	t.Helper()
	found := map[string]recorded{}
	for some := range slices.Chunk(ids, 100) {
		var got struct{ Nodes []recorded }
		s.graphql(t, `query ($ids: [ID!]!) { nodes(ids: $ids) { ...ActivityFields } } `+activityFragment, map[string]any{"ids": some}, &got)
		if len(got.Nodes) != len(some) {
			t.Fatalf("the response has %d nodes for %d ids", len(got.Nodes), len(some))
		}
		for i, id := range some {
			found[id] = got.Nodes[i]
		}
	}
	return found
}
