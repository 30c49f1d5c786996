package store_test

import (
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/internal/store/storetest"
	"github.com/itemactivity/itemactivity/internal/store/verify"
)

// TestSQLite runs the tests of package storetest with SQLite.
func TestSQLite(t *testing.T) {
	storetest.Run(t, sqliteDatabase(projection.Limits{}))
}

// TestNothingProjected runs the tests of package storetest with projections that are always empty.
func TestNothingProjected(t *testing.T) {
	storetest.Run(t, sqliteDatabase(projection.Limits{Manual: true}))
}

// TestProjectedAtRandom runs the tests of package storetest while the projections advance
// independently of each other, by parts of small batches, and the tail in memory is cut.
func TestProjectedAtRandom(t *testing.T) {
	var steps atomic.Int64
	storetest.Run(t, sqliteDatabase(projection.Limits{Manual: true, BatchSize: 40, Loop: func(p *projection.Projector, stop <-chan struct{}) {
		random := rand.New(rand.NewPCG(21, 22))
		for {
			select {
			case <-stop:
				return
			default:
				wander(t, p, random)
				steps.Add(1)
			}
		}
	}}))
	if steps.Load() == 0 {
		t.Error("nothing was projected")
	}
}

// wander applies a part of a batch to one of the projections, or cuts the tail in memory.
func wander(tb testing.TB, p *projection.Projector, random *rand.Rand) {
	tb.Helper()
	all := projection.All()
	if err := p.Advance(all[random.IntN(len(all))], 1+random.IntN(30)); err != nil {
		tb.Error(err)
	}
	if random.IntN(8) == 0 {
		p.Tail().DropThrough(1 << random.IntN(14))
	}
}

// sqliteDatabase returns a function that returns new databases.
func sqliteDatabase(limits projection.Limits) func(testing.TB) storetest.Database {
	return func(tb testing.TB) storetest.Database {
		tb.Helper()
		path := filepath.Join(tb.TempDir(), "itemactivity.db")
		return storetest.Database{
			Open: func(tb testing.TB, cfg store.Config) *store.Store {
				tb.Helper()
				cfg.Path = path
				cfg.SetProjections(limits)
				s, err := store.Open(tb.Context(), cfg)
				if err != nil {
					tb.Fatal(err)
				}
				tb.Cleanup(func() { s.Close() })
				return s
			},
			Verify: func(tb testing.TB) *verify.Result {
				tb.Helper()
				found, err := store.Verify(tb.Context(), store.Config{Path: path, Logger: slog.New(slog.DiscardHandler)}, nil)
				if err != nil {
					tb.Fatal(err)
				}
				return found
			},
		}
	}
}
