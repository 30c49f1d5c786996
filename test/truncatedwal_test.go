package test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestTruncatedWAL truncates the write-ahead log of a killed server at random offsets, or
// fills the rest with zeros, as after a power cut. The database must open without damage and
// must have a prefix of the commits: no commit in part, and none without the commits before
// it.
func TestTruncatedWAL(t *testing.T) {
	skipIfShort(t, "the write-ahead log is not truncated")
	t.Parallel()
	database := filepath.Join(t.TempDir(), "a.db")
	clients := newRecordingClients()
	s := start(t, database)
	clients.work(t, s, "cut", 300, func() { s.kill(t) })
	log, err := os.ReadFile(database + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	whole := serveWithWAL(t, database, log, clients)
	if len(whole) < 300 {
		t.Fatalf("the complete log has %d activities, want at least 300", len(whole))
	}

	inside := 0 // offsets between the first and the last activity
	for n := range rounds {
		// One offset in each part of the log. The log begins with the creation of the
		// tables.
		part := len(log) / rounds
		cut := n*part + rand.IntN(part)
		kept := slices.Clone(log[:cut])
		if n%2 == 1 {
			kept = append(kept, make([]byte, len(log)-cut)...)
		}
		stored := serveWithWAL(t, database, kept, clients)
		if len(stored) > len(whole) || !slices.Equal(stored, whole[:len(stored)]) {
			t.Errorf("truncated at byte %d of %d: the activities %q are no prefix of %q", cut, len(log), stored, whole)
		}
		if len(stored) > 0 && len(stored) < len(whole) {
			inside++
		}
	}
	if inside == 0 {
		t.Error("no offset was between two activities: the test has proved nothing")
	}
}

// serveWithWAL starts a server on a copy of a database with a given log. It checks the copy,
// and returns the ids of its activities in the order in which they were recorded.
func serveWithWAL(t *testing.T, database string, log []byte, clients *recordingClients) (ids []string) {
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
