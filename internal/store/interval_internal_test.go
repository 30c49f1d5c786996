package store

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// TestIntervalsAreReadTogether requests all counts of a thousand days, 64 stats at a time as
// the executor does. It requires one statement for the counts, at most one for the actors of each action,
// and at most two for the accesses that the statistics lack.
func TestIntervalsAreReadTogether(t *testing.T) {
	s, log := openLogged(t)
	if _, err := s.CreateItemActivity(fixture.Local(t), exampleKey, fixture.Access("", "ann", 700_500)); err != nil {
		t.Fatal(err)
	}
	ctx := reading(t, s, fixture.Local(t))
	item, err := s.DriveItem(ctx, ExampleFileID)
	if err != nil {
		t.Fatal(err)
	}
	day := func(d models.Day) models.DateTimeOffset { return models.Instant(d.Start()).DateTimeOffset() }
	stats, err := s.ActivitiesByInterval(ctx, item, day(700_000), day(701_000), models.OneDay)
	if err != nil || len(stats) != models.MaxSeries {
		t.Fatal(len(stats), err)
	}
	log.take(t)
	var asking sync.WaitGroup
	var actions, actors atomic.Int64
	workers := make(chan struct{}, 64)
	for _, stat := range stats {
		workers <- struct{}{}
		asking.Go(func() {
			defer func() { <-workers }()
			var fields sync.WaitGroup
			for _, counted := range []*models.ItemActionStat{stat.Access(), stat.Create(), stat.Edit(), stat.Delete(), stat.Move()} {
				for sum, ask := range map[*atomic.Int64]func() (int, error){
					&actions: func() (int, error) { return s.ActionCount(ctx, counted) },
					&actors:  func() (int, error) { return s.ActorCount(ctx, counted) },
				} {
					fields.Go(func() {
						n, err := ask()
						if err != nil {
							t.Error(err)
						}
						sum.Add(int64(n))
					})
				}
			}
			fields.Wait()
		})
	}
	asking.Wait()
	if actions.Load() != 1 || actors.Load() != 1 {
		t.Errorf("%d actions by %d actors, want 1 by 1", actions.Load(), actors.Load())
	}
	statements := 0
	for _, line := range log.take(t) {
		if _, ok := line["sql"]; ok {
			statements++
		}
	}
	if statements < 2 || statements > 3+models.CountedActions {
		t.Errorf("%d statements for %d stats", statements, len(stats))
	}
}
