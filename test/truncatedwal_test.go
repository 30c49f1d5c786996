package test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

//	cuts the write-ahead log of a killed server at random points, as a
//
// machine does that loses its power: what the disk has of the log is as far as it
// came, and behind that nothing, or what was in its place before. The database
// opens, is whole, and holds the first of the commits, none of them in part.
func TestTruncatedWAL(t *testing.T) {
	skipIfShort(t, "not cutting the log")
	t.Parallel()
	database := filepath.Join(t.TempDir(), "a.db")
	clients := newRecordingClients()
	s := start(t, database)
	clients.work(t, s, "cut", 300, func() { s.kill(t) })
	log, err := os.ReadFile(database + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	whole := cutAt(t, database, log, clients)
	if len(whole) < 300 {
		t.Fatalf("%d activities are in the whole log", len(whole))
	}

	inside := 0
	for n := range rounds {
		// One in each part of the log: it begins with the making of the database.
		part := len(log) / rounds
		cut := n*part + rand.IntN(part)
		kept := slices.Clone(log[:cut])
		if n%2 == 1 {
			kept = append(kept, make([]byte, len(log)-cut)...)
		}
		stored := cutAt(t, database, kept, clients)
		if len(stored) > len(whole) || !slices.Equal(stored, whole[:len(stored)]) {
			t.Errorf("cut at byte %d of %d: %q is stored, which is not how %q begins", cut, len(log), stored, whole)
		}
		if len(stored) > 0 && len(stored) < len(whole) {
			inside++
		}
	}
	if inside == 0 {
		t.Error("no cut went through the activities")
	}
}

// cutAt serves a copy of a database with another log, and returns the ids of its
// activities in the order in which they were recorded.
func cutAt(t *testing.T, database string, log []byte, clients *recordingClients) (ids []string) {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "a.db")
	content, err := os.ReadFile(database)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{copied: content, copied + "-wal": log} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := start(t, copied)
	for after, more := (*string)(nil), true; more; {
		var got struct{ ItemActivities page }
		s.graphql(t, `query ($after: String) {
			itemActivities(filter: { groupId: "example-group" }, orderBy: RECORDED_DATE_TIME_ASC, first: 100, after: $after) {
				nodes { ...ActivityFields } pageInfo { hasNextPage endCursor }
			}
		} `+activityFragment, map[string]any{"after": after}, &got)
		for _, r := range got.ItemActivities.Nodes {
			ids = append(ids, r.ID)
			if err := r.matches(clients.sent[r.ID]); err != nil {
				t.Errorf("%s: %v", r.ID, err)
			}
		}
		after, more = got.ItemActivities.PageInfo.EndCursor, got.ItemActivities.PageInfo.HasNextPage
	}
	checkFile(t, copied)
	wantVerified(t, copied)
	s.kill(t)
	return ids
}
