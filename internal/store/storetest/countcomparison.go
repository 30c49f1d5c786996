package storetest

import (
	"context"
	"sync"

	"pgregory.net/rapid"

	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/models"
)

// actionStats returns a stat's statistics by their action.
func actionStats(s *models.ItemActivityStat) []*models.ItemActionStat {
	return []*models.ItemActionStat{s.Access(), s.Create(), s.Edit(), s.Delete(), s.Move()}
}

// countConcurrently requests all counts concurrently, as the executor does, so that they
// are loaded in batches.
func countConcurrently(ctx context.Context, s *store.Store, stats []*models.ItemActivityStat) {
	var asking sync.WaitGroup
	for _, stat := range stats {
		for _, counted := range actionStats(stat) {
			asking.Go(func() {
				_, _ = s.ActionCount(ctx, counted)
				_, _ = s.ActorCount(ctx, counted)
			})
		}
	}
	asking.Wait()
}

func compareWindows(ctx context.Context, r rapid.TB, s *store.Store, windows []window, facts []fact) {
	r.Helper()
	stats := make([]*models.ItemActivityStat, len(windows))
	for i, w := range windows {
		var err error
		if stats[i], err = s.ItemActivityStat(ctx, w.id); err != nil || stats[i] == nil {
			r.Fatalf("%s: %v, %v", w.id, stats[i], err)
		}
	}
	countConcurrently(ctx, s, stats)
	for i, w := range windows {
		compareStat(ctx, r, s, stats[i], w, facts)
	}
}

func compareStat(ctx context.Context, r rapid.TB, s *store.Store, stat *models.ItemActivityStat, w window, facts []fact) {
	r.Helper()
	for action, counted := range actionStats(stat) {
		action := models.CountedAction(action)
		var want []fact
		for _, f := range facts {
			if w.holds(f) && f.has(action) {
				want = append(want, f)
			}
		}
		compareAction(ctx, r, s, counted, string(w.id)+" "+action.String(), want)
	}
}

func compareAction(ctx context.Context, r rapid.TB, s *store.Store, counted *models.ItemActionStat, name string, want []fact) {
	r.Helper()
	actors := map[models.ActorKey]bool{}
	ids := map[models.ID]bool{}
	for _, f := range want {
		ids[f.id] = true
		if key, ok := f.actor.ActorKey(); ok {
			actors[key] = true
		}
	}
	n, err := s.ActionCount(ctx, counted)
	if err != nil || n != len(want) {
		r.Errorf("%s: actionCount is %d, want %d (%v)", name, n, len(want), err)
	}
	if n, err := s.ActorCount(ctx, counted); err != nil || n != len(actors) {
		r.Errorf("%s: actorCount is %d, want %d (%v)", name, n, len(actors), err)
	}
	listed, total := listAll(ctx, r, s, counted)
	if total != len(want) {
		r.Errorf("%s: totalCount is %d, want %d", name, total, len(want))
	}
	for _, id := range listed {
		if !ids[id] {
			r.Errorf("%s: %s is listed unexpectedly or twice", name, id)
		}
		delete(ids, id)
	}
	if len(ids) > 0 {
		r.Errorf("%s: missing from the list: %v", name, ids)
	}
}

// listAll reads all pages of the list of a counted action.
func listAll(ctx context.Context, r rapid.TB, s *store.Store, counted *models.ItemActionStat) (ids []models.ID, total int) {
	r.Helper()
	size := 7
	args := models.PageArgs{First: &size}
	for {
		var info *models.PageInfo
		var count *int
		var err error
		if counted.Action == models.Accesses {
			var c *models.ItemActivityConnection
			if c, err = s.ItemActivities(ctx, counted.Stat, args); err == nil {
				for _, a := range c.Nodes() {
					ids = append(ids, a.ID)
				}
				info = c.PageInfo
				count, err = c.TotalCount(ctx)
			}
		} else {
			var c *models.DriveActivityConnection
			if c, err = s.DriveActivitiesWithin(ctx, counted.Stat, counted.Action, args); err == nil {
				for _, a := range c.Nodes() {
					ids = append(ids, a.ID)
				}
				info = c.PageInfo
				count, err = c.TotalCount(ctx)
			}
		}
		if err != nil {
			r.Fatal(err)
		}
		if !info.HasNextPage {
			return ids, *count
		}
		args.After = info.EndCursor()
	}
}

// compareSeries compares the stats of generated intervals around the facts.
func compareSeries(ctx context.Context, r *rapid.T, s *store.Store, item models.ID, facts []fact) {
	r.Helper()
	found, err := s.DriveItem(ctx, item)
	if err != nil || found == nil {
		r.Fatal(found, err)
	}
	if len(facts) == 0 {
		return
	}
	kind := rapid.SampledFrom([]models.WindowKind{models.OneDay, models.OneWeek, models.OneMonth}).Draw(r, "interval")
	start := min(endOfTime-2, rapid.SampledFrom(facts).Draw(r, "start").at.Ticks())
	end := min(endOfTime-1, start+rapid.Int64Range(1, 40*models.TicksPerDay).Draw(r, "length"))
	stats, err := s.ActivitiesByInterval(ctx, found, dateTime(r, start, 0), dateTime(r, end, 0), kind)
	if err != nil {
		r.Fatal(err)
	}
	countConcurrently(ctx, s, stats)
	for _, stat := range stats {
		w := window{stat.ID, stat.Window.Start.Start(), stat.Window.End.Start()}
		for action, counted := range actionStats(stat) {
			n, actors := 0, map[models.ActorKey]bool{}
			for _, f := range facts {
				if w.holds(f) && f.has(models.CountedAction(action)) {
					n++
					if key, ok := f.actor.ActorKey(); ok {
						actors[key] = true
					}
				}
			}
			if got, err := s.ActionCount(ctx, counted); err != nil || got != n {
				r.Errorf("%s in its series: actionCount is %d, want %d (%v)", stat.ID, got, n, err)
			}
			if got, err := s.ActorCount(ctx, counted); err != nil || got != len(actors) {
				r.Errorf("%s in its series: actorCount is %d, want %d (%v)", stat.ID, got, len(actors), err)
			}
		}
	}
}
