package store

import (
	"fmt"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/models"
)

// BenchmarkMostActive reads the first 10 items and actors of all time and of the last seven days, with
// different numbers of activities and of items. The activities of a workload with days are older than the
// last seven days, except for a fixed number.
func BenchmarkMostActive(b *testing.B) {
	for _, rows := range []int{10_000, *pagesStored} {
		for _, items := range []int{100, 100_000} {
			load := workload{items: items, actors: 10_000, days: 365}
			b.Run(fmt.Sprintf("%d activities of %d items", rows, items), func(b *testing.B) {
				r := filledRecorder(b, load, rows, projection.Limits{Manual: true})
				r.at = func() models.Instant { return models.NewInstant(r.store.now()) }
				for range 16 {
					r.group(b, groupSize)
				}
				if err := r.store.projector.CatchUp(b.Context()); err != nil {
					b.Fatal(err)
				}
				for name, window := range map[string]models.Window{
					"all time": models.AllTimeWindow(), "last seven days": models.LastSevenDaysWindow(models.NewInstant(r.store.now())),
				} {
					b.Run(name, func(b *testing.B) { benchMostActive(b, r.store, window) })
				}
			})
		}
	}
}

func benchMostActive(b *testing.B, s *Store, window models.Window) {
	b.Helper()
	for b.Loop() {
		ctx, end := s.begin(auth.WithPrincipal(b.Context(), auth.Local()), nil)
		drive, err := s.Drive(ctx, "drive")
		if err != nil {
			b.Fatal(err)
		}
		stat := models.NewDriveActivityStat(window, drive)
		items, err := s.MostActiveItems(ctx, stat, nil, models.Accesses)
		if err != nil || len(items) != 10 {
			b.Fatal(len(items), err)
		}
		actors, err := s.MostActiveActors(ctx, stat, nil, models.Accesses)
		if err != nil || len(actors) != 10 {
			b.Fatal(len(actors), err)
		}
		end()
	}
}
