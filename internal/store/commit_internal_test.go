package store

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// TestCommitHasSeqs: a commit tells which item activities it stored: those of a bulk that
// were not refused, none of a mutation that records nothing.
func TestCommitHasSeqs(t *testing.T) {
	told := make(chan Commit, 10)
	s, err := Open(t.Context(), Config{
		Path: filepath.Join(t.TempDir(), "a.db"), Logger: slog.New(slog.DiscardHandler), Committed: func(c Commit) { told <- c },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c := <-told; c.FirstSeq != 0 || c.LastSeq != 0 {
		t.Errorf("a commit without item activities has those from %d to %d", c.FirstSeq, c.LastSeq)
	}
	row := func(group models.ID) *models.CreateItemActivityInput {
		key := exampleKey
		key.GroupID = group
		return &models.CreateItemActivityInput{ActivityKey: key, Input: access("", "bob", 700_000)}
	}
	bulk := []*models.CreateItemActivityInput{row(ExampleGroupID), row("unknown"), row(ExampleGroupID)}
	for _, want := range []seqRange{{1, 2}, {3, 4}} {
		if _, err := s.CreateItemActivities(as(t, auth.Local()), bulk, false); err != nil {
			t.Fatal(err)
		}
		if c := <-told; c.FirstSeq != want.first || c.LastSeq != want.last {
			t.Errorf("a commit has the item activities from %d to %d, not %v", c.FirstSeq, c.LastSeq, want)
		}
	}
}

// TestRequestsAreBegun: a read outside of View and Mutate, and a mutation in a View, are
// mistakes of a caller.
func TestRequestsAreBegun(t *testing.T) {
	s := openExample(t)
	panics := func(name string, do func()) {
		t.Helper()
		defer func() {
			if recover() == nil {
				t.Errorf("%s does not panic", name)
			}
		}()
		do()
	}
	panics("a read without a View", func() { _, _ = s.Group(local(t), ExampleGroupID) })
	panics("a mutation in a View", func() {
		_ = s.View(local(t), func(ctx context.Context) error {
			_, err := s.CreateGroup(ctx, models.Group{DisplayName: "x"})
			return err
		})
	})
	panics("Mutate in a View", func() {
		_ = s.View(local(t), func(ctx context.Context) error { return s.Mutate(ctx, nil, nil) })
	})
	if err := s.Mutate(local(t), nil, func(ctx context.Context) error {
		if _, err := s.CreateGroup(ctx, models.Group{ID: "new", DisplayName: "x"}); err != nil {
			return err
		}
		g, err := s.Group(ctx, "new")
		if err == nil && g == nil {
			t.Error("a mutation does not read what it wrote")
		}
		return err
	}); err != nil {
		t.Error(err)
	}
}
