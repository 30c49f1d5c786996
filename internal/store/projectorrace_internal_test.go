package store

import (
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/models"
)

// TestStepBeyondTheLog: a step is taken up to a seq that the log does not have yet. The state of the
// projection does not say that it contains what is recorded afterwards.
func TestStepBeyondTheLog(t *testing.T) {
	for name, limits := range map[string]projection.Limits{
		"the entries are in memory": {Manual: true},
		"batches of two":            {Manual: true, BatchSize: 2},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "itemactivity.db")
			s := openLimited(t, path, limits)
			if err := s.CreateExample(t.Context()); err != nil {
				t.Fatal(err)
			}
			users := []models.ID{"ann", "bob", "carl", "dora", "emil"}
			for n, user := range users {
				recordUsers(t, s, string(user))
				if more, err := s.projector.Step(100); !more || err != nil {
					t.Fatalf("the step applies nothing (%v)", err)
				}
				states, last, err := projection.ReadStates(s.database.Reads())
				if err != nil || last != int64(n)+1 {
					t.Errorf("the states are %+v, and the log ends with %d (%v)", states, last, err)
				}
				wantUsers(t, s, users[:n+1]...)
			}
			if err := s.projector.CatchUp(t.Context()); err != nil {
				t.Fatal(err)
			}
			wantUsers(t, s, users...)
			wantVerified(t, path)
		})
	}
}

// TestCommitsAndProjectorAdvance: bulks are recorded without a pause, and commits and the projector
// advance the projections by turns. The projections contain the whole log.
func TestCommitsAndProjectorAdvance(t *testing.T) {
	const connections, bulks, rows = 4, 60, 96
	path := filepath.Join(t.TempDir(), "itemactivity.db")
	s := openLimited(t, path, projection.Limits{
		Manual: true, BatchSize: 64, MaxTail: 128,
		Loop: func(p *projection.Projector, stop <-chan struct{}) {
			for {
				select {
				case <-stop:
					return
				default:
					if err := p.CatchUp(t.Context()); err != nil {
						t.Error(err)
						return
					}
				}
			}
		},
	})
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	var writing sync.WaitGroup
	for w := range connections {
		writing.Go(func() {
			for range bulks {
				if err := recordMany(fixture.Local(t), s, rows, fmt.Sprint("user", w)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writing.Wait()
	wantCounts(t, s, exampleKey.StatID, connections*bulks*rows, connections*rows)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	wantVerified(t, path)
}
