package store

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/drive"
	"github.com/itemactivity/itemactivity/internal/store/group"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// workload describes the distribution of the activities of a benchmark.
type workload struct {
	name          string
	items, actors int
	// days is the number of days over which their times are distributed at random. If it is 0,
	// the time of each is that of its recording.
	days int
	// randomIDs means that clients choose random ids. Those of the server increase.
	randomIDs bool
}

var workloads = []workload{
	{name: "100 hot items", items: 100, actors: 2000},
	{name: "every row its own bucket", items: 100, actors: 2000, days: 100_000},
}

// groupSize is the number of activities in a commit of a benchmark.
const groupSize = 64

// BenchmarkRecord measures the cost of the lists and statistics. It records each workload in commits
// of 64, and then advances the projections, which contain the lists and statistics, by a batch.
func BenchmarkRecord(b *testing.B) {
	for _, load := range workloads {
		b.Run(load.name, func(b *testing.B) {
			s := benchOpened(b, filepath.Join(b.TempDir(), "itemactivity.db"), projection.Limits{Manual: true})
			b.Cleanup(func() { s.Close() })
			r := newRecorder(b, s, load)
			var recorded, projected time.Duration
			rows := 0
			for b.Loop() {
				for range projection.BatchSize / groupSize {
					recorded += r.group(b, groupSize)
				}
				rows += projection.BatchSize
				begun := time.Now()
				if err := s.projector.CatchUp(b.Context()); err != nil {
					b.Fatal(err)
				}
				projected += time.Since(begun)
			}
			perSecond := func(d time.Duration) float64 { return float64(rows) / d.Seconds() }
			b.ReportMetric(perSecond(recorded), "recorded-rows/s")
			b.ReportMetric(perSecond(recorded+projected), "rows/s")
			b.ReportMetric(100*(1-recorded.Seconds()/(recorded+projected).Seconds()), "%-slower")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// recorder records activities of a workload.
type recorder struct {
	store  *Store
	load   workload
	random *rand.Rand
	actors []*models.IdentitySet
	keys   []models.ActivityKey
	// at chooses their times; nil means whole days.
	at func() models.Instant
}

// benchStore opens a store with a new file.
func benchStore(b *testing.B) *Store {
	b.Helper()
	s := benchOpened(b, filepath.Join(b.TempDir(), "itemactivity.db"), projection.Limits{})
	b.Cleanup(func() { s.Close() })
	return s
}

func benchOpened(b *testing.B, path string, limits projection.Limits) *Store {
	b.Helper()
	s, err := Open(b.Context(), Config{Path: path, Logger: slog.New(slog.DiscardHandler), projections: limits})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// newRecorder creates the items and the actors of a workload.
func newRecorder(b *testing.B, s *Store, load workload) *recorder {
	b.Helper()
	r := &recorder{store: s, load: load, random: rand.New(rand.NewPCG(1, 2))}
	for i := range load.actors {
		id, app := fmt.Sprintf("user-%d", i), fmt.Sprintf("app-%d", i%10)
		r.actors = append(r.actors, &models.IdentitySet{User: &models.Identity{ID: &id}, Application: &models.Identity{ID: &app}})
	}
	r.do(b, func(t *write.Tx) error {
		if _, err := group.Create(t, "drive", models.Group{ID: "team", DisplayName: "Team"}); err != nil {
			return err
		}
		for i := range load.items {
			item, activity := models.ID(fmt.Sprintf("item-%d", i)), models.ID(fmt.Sprintf("activity-%d", i))
			if _, err := drive.CreateItem(t, "drive", models.DriveItem{ID: item, Name: "x", File: &models.File{}}); err != nil {
				return err
			}
			if _, err := drive.CreateActivity(t, item, models.DriveActivity{ID: activity, Action: &models.ItemActionSet{Create: &models.CreateAction{}}}); err != nil {
				return err
			}
			r.keys = append(r.keys, models.ActivityKey{GroupID: "team", ActivityID: activity, StatID: models.AllTimeWindow().ID(item)})
		}
		return nil
	})
	r.do(b, func(t *write.Tx) error {
		for _, actor := range r.actors {
			if _, err := t.Intern(actor); err != nil {
				return err
			}
		}
		return nil
	})
	return r
}

func (r *recorder) do(b *testing.B, do func(*write.Tx) error) {
	b.Helper()
	m := &write.Mutation{Caller: auth.Local(), Origin: b.Context(), Do: do}
	results, _, _ := r.store.writer.Commit([]*write.Mutation{m})
	if err := results[0]; err != nil {
		b.Fatal(err)
	}
}

// next returns the next mutation of the workload.
func (r *recorder) next() *write.Mutation {
	a := models.ItemActivity{Access: models.NewAccessAction(), Actor: r.actors[r.random.IntN(len(r.actors))]}
	if r.load.days > 0 {
		at := models.Instant(int64(700_000+r.random.IntN(r.load.days)) * models.TicksPerDay).DateTimeOffset()
		a.ActivityDateTime = &at
	}
	if r.at != nil {
		at := r.at().DateTimeOffset()
		a.ActivityDateTime = &at
	}
	if r.load.randomIDs {
		a.ID = r.load.newID()
	}
	key := r.keys[r.random.IntN(len(r.keys))]
	return &write.Mutation{Caller: auth.Local(), Origin: context.Background(), Do: func(t *write.Tx) error {
		_, err := r.store.Record(t, key, a)
		return err
	}}
}

// group commits a group of mutations, and returns the duration.
func (r *recorder) group(b *testing.B, size int) time.Duration {
	b.Helper()
	group := make([]*write.Mutation, size)
	for i := range group {
		group[i] = r.next()
	}
	begun := time.Now()
	results, _, _ := r.store.writer.Commit(group)
	for _, err := range results {
		if err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(begun)
}
