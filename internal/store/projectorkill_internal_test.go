package store

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/models"
)

// killed copies the files of an open database, and returns the path of the copy. This is what a process
// that is killed leaves.
func killed(t *testing.T, path string) string {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "itemactivity.db")
	for _, suffix := range []string{"", "-wal"} {
		content, err := os.ReadFile(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(copied+suffix, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return copied
}

// TestKilledBetweenSteps kills the server between any two transactions of the projector. The
// database that is left is correct, and Open projects the rest of it. A server that is killed again
// between any two steps of Open does too.
func TestKilledBetweenSteps(t *testing.T) {
	path := filepath.Join(t.TempDir(), "itemactivity.db")
	s := openLimited(t, path, projection.Limits{Manual: true, BatchSize: 3})
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	users := []models.ID{"ann", "bob", "carl", "dora", "emil"}
	for _, user := range users {
		recordUsers(t, s, string(user))
	}
	states := 0
	for step := 0; s.projector.Behind() > 0; step++ {
		if err := s.projector.Advance(projection.All()[step%len(projection.All())], 2); err != nil {
			t.Fatal(err)
		}
		states++
		left := killed(t, path)
		wantVerified(t, left)
		// It is opened as a server that is killed before its first step opens it.
		again := openManual(t, left)
		wantUsers(t, again, users...)
		for range step % 3 {
			if _, err := again.projector.Step(int64(len(users))); err != nil {
				t.Fatal(err)
			}
		}
		left = killed(t, left)
		opened := reopen(t, left, nil)
		if behind := opened.projector.Behind(); behind > 0 {
			t.Errorf("after Open %d entries are not projected", behind)
		}
		wantUsers(t, opened, users...)
		recordUsers(t, opened, "zoe")
		project(t, opened)
		wantUsers(t, opened, append(users[:len(users):len(users)], "zoe")...)
		wantVerified(t, left)
		for _, s := range []*Store{again, opened} {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	if states < 15 {
		t.Errorf("the server was killed in only %d states", states)
	}
}
