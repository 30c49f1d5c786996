package store

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

type originKey struct{}

// TestCommitted requires that the observer is called once for each commit, with the contexts
// of its mutations, and not for a group that wrote nothing or for health checks.
func TestCommitted(t *testing.T) {
	commits := make(chan Commit, 10)
	c := fixture.NewClock(time.Now())
	s, err := Open(t.Context(), Config{
		Path: filepath.Join(t.TempDir(), "a.db"), Logger: slog.New(slog.DiscardHandler), Now: c.Now, Committed: func(c Commit) { commits <- c },
	})
	if err != nil {
		t.Fatal(err)
	}
	create := func(origin int, id models.ID) error {
		ctx := context.WithValue(fixture.As(t, auth.Local()), originKey{}, origin)
		_, err := s.CreateGroup(ctx, models.Group{ID: id, DisplayName: "x"})
		return err
	}
	if err := create(7, "a"); err != nil {
		t.Fatal(err)
	}
	if err := create(8, "a"); err != nil { // a repetition
		t.Fatal(err)
	}
	c.Set(c.Now().Add(evidenceLasts))
	s.Health(t.Context())
	if err := s.database.Writes().Exec("PRAGMA query_only = on").Error; err != nil {
		t.Fatal(err)
	}
	if err := create(9, "b"); err == nil {
		t.Error("a group was stored")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	close(commits)
	var origins []any
	for commit := range commits {
		if commit.Mutations != 1 || commit.Rows != 1 || len(commit.Origins) != 1 || commit.Duration <= 0 || commit.Start.IsZero() {
			t.Errorf("a commit is %+v", commit)
			continue
		}
		origin := commit.Origins[0].Value(originKey{})
		origins = append(origins, origin)
		if (commit.Err != nil) != (origin == 9) {
			t.Errorf("the error of the commit of %v is %v", origin, commit.Err)
		}
	}
	if len(origins) != 2 || origins[0] != 7 || origins[1] != 9 {
		t.Errorf("there were commits of %v, want those of 7 and 9", origins)
	}
}

// TestCommitHasSeqs requires that a Commit contains the seqs of the item activities that were
// stored: of a bulk those that were not rejected, and none for a mutation that records none.
func TestCommitHasSeqs(t *testing.T) {
	commits := make(chan Commit, 10)
	s, err := Open(t.Context(), Config{
		Path: filepath.Join(t.TempDir(), "a.db"), Logger: slog.New(slog.DiscardHandler), Committed: func(c Commit) { commits <- c },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c := <-commits; c.FirstSeq != 0 || c.LastSeq != 0 {
		t.Errorf("a commit without item activities has the range from %d to %d", c.FirstSeq, c.LastSeq)
	}
	row := func(group models.ID) *models.CreateItemActivityInput {
		key := exampleKey
		key.GroupID = group
		return &models.CreateItemActivityInput{ActivityKey: key, Input: fixture.Access("", "bob", 700_000)}
	}
	bulk := []*models.CreateItemActivityInput{row(ExampleGroupID), row("unknown"), row(ExampleGroupID)}
	for _, want := range []struct{ First, Last int64 }{{1, 2}, {3, 4}} {
		if _, err := s.CreateItemActivities(fixture.As(t, auth.Local()), bulk, false); err != nil {
			t.Fatal(err)
		}
		if c := <-commits; c.FirstSeq != want.First || c.LastSeq != want.Last {
			t.Errorf("a commit has the item activities from %d to %d, want %v", c.FirstSeq, c.LastSeq, want)
		}
	}
}
