package store

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/projection"
)

const (
	floodBatch, floodTail = 1024, 2048
	floodConnections      = 4
	floodBulks, floodRows = 15, 256 // of each connection
	floodSingles          = 10
)

// flood describes what happens while one caller records bulks without a pause, and only commits advance
// the projections. Its methods step and commit are called one after the other, by whoever commits.
type flood struct {
	t *testing.T
	s *Store
	// singles is the number of mutations that another caller has sent.
	singles int
	sending sync.WaitGroup
	// waits means that such a mutation is in the queue. delays is the number of steps and of commits that
	// preceded one.
	waits  bool
	delays int
	// additions is the number of additions since the last commit. most is the highest such number.
	additions, most int
	// reached is the number of commits after which the tail had reached its bound.
	reached int
}

// step sends a single mutation, and returns when it is in the queue.
func (f *flood) step(step projection.Step) {
	f.additions += step.Rows
	switch {
	case f.waits:
		f.delays++
	case f.singles < floodSingles && f.s.writer.WaitingRows() >= floodRows:
		f.singles++
		f.waits = true
		other := *auth.Local()
		other.UserID = "other"
		ctx := fixture.As(f.t, &other)
		f.sending.Go(func() {
			if _, err := f.s.CreateItemActivity(ctx, exampleKey, fixture.Access("", "single", 700_000)); err != nil {
				f.t.Error(err)
			}
		})
		for f.s.writer.WaitingRows()%floodRows != 1 {
			runtime.Gosched()
		}
	}
}

func (f *flood) commit(c Commit) {
	f.most, f.additions = max(f.most, f.additions), 0
	if f.s.projector.Behind() >= floodTail {
		f.reached++
	}
	single := c.Rows%floodRows == 1
	if f.waits && !single {
		f.delays++
	}
	f.waits = f.waits && !single
}

// TestCommitsKeepPace: bulks are recorded without a pause, and only commits advance the projections.
// Each bulk waits for its share of a batch, so the tail does not reach its bound. A single mutation that
// arrives during a step does not wait for another one.
func TestCommitsKeepPace(t *testing.T) {
	const round = 17 * floodBatch // additions of a batch in all projections
	path := filepath.Join(t.TempDir(), "itemactivity.db")
	f := &flood{t: t}
	s, err := Open(t.Context(), Config{
		Path: path, Logger: slog.New(slog.DiscardHandler), Projected: func(step ProjectionStep) { f.step(step) }, Committed: func(c Commit) { f.commit(c) },
		projections: projection.Limits{Manual: true, BatchSize: floodBatch, MaxTail: floodTail},
	})
	if err != nil {
		t.Fatal(err)
	}
	f.s = s
	t.Cleanup(func() { s.Close() })
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	var writing sync.WaitGroup
	for w := range floodConnections {
		writing.Go(func() {
			for range floodBulks {
				if err := recordMany(fixture.Local(t), s, floodRows, fmt.Sprint("user", w)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writing.Wait()
	f.sending.Wait()
	wantCounts(t, s, exampleKey.StatID, floodConnections*floodBulks*floodRows+f.singles, floodConnections*floodRows+1)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if f.singles != floodSingles || f.delays > 0 {
		t.Errorf("%d single mutations wait for %d further steps and commits", f.singles, f.delays)
	}
	if f.most == 0 || f.most > round*3/4 {
		t.Errorf("a commit waits for %d additions, and a batch has %d", f.most, round)
	}
	if f.reached > 0 {
		t.Errorf("the tail has reached its bound after %d commits", f.reached)
	}
	wantVerified(t, path)
}
