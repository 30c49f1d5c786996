package store

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/internal/store/write"
)

// open opens a store with a new file. If the clock is nil, it is the real one.
func open(t *testing.T, now func() time.Time) *Store {
	t.Helper()
	return reopen(t, filepath.Join(t.TempDir(), "itemactivity.db"), now)
}

// reopen opens a file that may exist.
func reopen(t *testing.T, path string, now func() time.Time) *Store {
	t.Helper()
	s, err := Open(t.Context(), Config{Path: path, Logger: slog.New(slog.DiscardHandler), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// openManual opens a file that may exist. Its projections are advanced only by tests.
func openManual(t *testing.T, path string) *Store {
	t.Helper()
	return openLimited(t, path, projection.Limits{Manual: true})
}

// openLimited opens a file that may exist, with other limits of the projections.
func openLimited(t *testing.T, path string, limits projection.Limits) *Store {
	t.Helper()
	s, err := Open(t.Context(), Config{Path: path, Logger: slog.New(slog.DiscardHandler), projections: limits})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// project makes the projections contain everything that was committed.
func project(t *testing.T, s *Store) {
	t.Helper()
	if err := s.projector.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// reading returns a context with a new snapshot.
func reading(t *testing.T, s *Store, ctx context.Context) context.Context { //nolint:revive // t comes first
	t.Helper()
	ctx, end := s.begin(ctx, new(Attempt))
	t.Cleanup(end)
	return ctx
}

// hold keeps the writer busy with a mutation until the returned function is called, so that
// the mutations that are queued meanwhile make one commit group.
func hold(t *testing.T, s *Store) (release func()) {
	t.Helper()
	running, released := make(chan struct{}), make(chan struct{})
	m := queue(t, s, auth.Local(), func(*write.Tx) error {
		close(running)
		<-released
		return nil
	})
	<-running
	return func() {
		t.Helper()
		close(released)
		if err := <-m.Done; err != nil {
			t.Fatal(err)
		}
	}
}

// queue queues a mutation. Its channel Done will receive the error.
func queue(t *testing.T, s *Store, caller *auth.Principal, do func(*write.Tx) error) *write.Mutation {
	t.Helper()
	m := &write.Mutation{Caller: caller, Origin: t.Context(), Rows: 1, Do: do}
	if err := s.writer.Enqueue(m); err != nil {
		t.Fatal(err)
	}
	return m
}

// groupCount returns the number of all groups.
func groupCount(t *testing.T, s *Store) int {
	t.Helper()
	var n int64
	if err := s.database.Reads().Table("groups").Count(&n).Error; err != nil {
		t.Fatal(err)
	}
	return int(n)
}
