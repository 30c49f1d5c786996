package store

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/internal/store/write"
)

// TestLeaderDoesNotWaitForAStep begins a step of the projector right after a commit of so many rows that
// the length of the write-ahead log is read. It requires that the leader needs nothing of the
// database any more, so that it returns before the step has ended.
func TestLeaderDoesNotWaitForAStep(t *testing.T) {
	const rows = 64
	observed := make(chan Commit, 10)
	s, err := Open(t.Context(), Config{
		Path: filepath.Join(t.TempDir(), "itemactivity.db"), Logger: slog.New(slog.DiscardHandler),
		Committed: func(c Commit) { observed <- c }, projections: projection.Limits{Manual: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	release := hold(t, s)
	m := &write.Mutation{Caller: auth.Local(), Origin: t.Context(), Rows: rows, Do: createGroup}
	if err := s.writer.Enqueue(m); err != nil {
		t.Fatal(err)
	}
	// The leader waits after the commit until this is received.
	m.Done <- nil
	release()
	eventually(t, "the group is stored", func() bool { return groupCount(t, s) == 1 })
	s.database.Commits.Lock()
	step, err := s.database.BeginWrite()
	if err != nil {
		t.Fatal(err)
	}
	<-m.Done
	if err := <-m.Done; err != nil {
		t.Error(err)
	}
	for returned, limit := false, time.After(20*time.Second); !returned; {
		select {
		case c := <-observed:
			returned = c.Rows == rows
		case <-limit:
			t.Error("the leader waits for the step")
			returned = true
		}
	}
	if err := step.End(); err != nil {
		t.Error(err)
	}
	s.database.Commits.Unlock()
}
