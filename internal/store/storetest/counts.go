package storetest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/models"
)

// now is the time of the clock. It is a Monday.
var now = time.Date(2024, time.May, 6, 7, 8, 9, 0, time.UTC)

// testCounts records generated facts from several goroutines, some facts more than once,
// and compares every stat with a count of what was sent.
func testCounts(t *testing.T, db Database) {
	s := openGroup(t, db)
	items := 0
	rapid.Check(t, func(r *rapid.T) {
		items++
		item := newItem(t, s, models.ID(fmt.Sprintf("item-%d", items)))
		facts := rapid.SliceOfN(rapid.Custom(generateFact), 0, 16).Draw(r, "facts")
		recordAll(t, s, item, facts, rapid.IntRange(1, 4).Draw(r, "goroutines"))
		windows := standardWindows(item, facts)
		for i := range rapid.IntRange(0, 3).Draw(r, "stored") {
			windows = append(windows, storeWindow(t, r, s, models.ID(fmt.Sprintf("%s-stat-%d", item, i)), item, facts))
		}
		if err := s.View(local(t), func(ctx context.Context) error {
			compareWindows(ctx, r, s, windows, facts)
			compareSeries(ctx, r, s, item, facts)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// window is a stat and its range of time, in ticks.
type window struct {
	id         models.ID
	start, end int64
}

func (w window) holds(f fact) bool { return w.start <= f.at.Ticks() && f.at.Ticks() < w.end }

const endOfTime = 3_652_059 * models.TicksPerDay

// standardWindows returns all time, the last seven days, and the days, weeks and months
// that hold a fact, computed with package time.
func standardWindows(item models.ID, facts []fact) []window {
	today := now.Truncate(24 * time.Hour)
	windows := []window{
		{"~allTime~" + item, 0, endOfTime},
		{"~lastSevenDays~" + item, ticksOf(today.AddDate(0, 0, -6)), ticksOf(today.AddDate(0, 0, 1))},
	}
	seen := map[models.ID]bool{}
	for _, f := range facts {
		at := f.at.Time()
		day := time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
		month := day.AddDate(0, 0, 1-day.Day())
		monday := day
		for monday.Weekday() != time.Monday {
			monday = monday.AddDate(0, 0, -1)
		}
		year, week := day.ISOWeek()
		for _, w := range []window{
			{models.ID(day.Format("~day:2006-01-02~")) + item, ticksOf(day), ticksOf(day.AddDate(0, 0, 1))},
			{models.ID(fmt.Sprintf("~week:%04d-W%02d~", year, week)) + item, ticksOf(monday), ticksOf(monday.AddDate(0, 0, 7))},
			{models.ID(month.Format("~month:2006-01~")) + item, ticksOf(month), ticksOf(month.AddDate(0, 1, 0))},
		} {
			if !seen[w.id] {
				seen[w.id] = true
				windows = append(windows, w)
			}
		}
	}
	return windows
}

func ticksOf(t time.Time) int64 {
	return (t.Unix()+719_162*24*60*60)*models.TicksPerSecond + int64(t.Nanosecond())/100
}

// storeWindow creates a stat of whole days that begins or ends near a fact.
func storeWindow(t *testing.T, r *rapid.T, s *store.Store, id, item models.ID, facts []fact) window {
	t.Helper()
	first := ticksOf(now) / models.TicksPerDay
	if len(facts) > 0 {
		first = rapid.SampledFrom(facts).Draw(r, "near").at.Ticks() / models.TicksPerDay
	}
	first = max(0, min(3_650_000, first-rapid.Int64Range(0, 3).Draw(r, "before")))
	last := first + rapid.SampledFrom([]int64{1, 2, 5, 400}).Draw(r, "days")
	w := window{id, first * models.TicksPerDay, last * models.TicksPerDay}
	start, end := dateTime(r, w.start, 0), dateTime(r, w.end, 0)
	if _, err := s.CreateItemActivityStat(local(t), item, models.ItemActivityStat{ID: id, StartDateTime: &start, EndDateTime: &end}); err != nil {
		r.Fatal(err)
	}
	return w
}

// actionStats returns a stat's statistics by their action.
func actionStats(s *models.ItemActivityStat) []*models.ItemActionStat {
	return []*models.ItemActionStat{s.Access(), s.Create(), s.Edit(), s.Delete(), s.Move()}
}

// countConcurrently asks for all counts at once, as the executor does, so that they are
// loaded in batches.
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
		r.Errorf("%s: actionCount is %d, not %d (%v)", name, n, len(want), err)
	}
	if n, err := s.ActorCount(ctx, counted); err != nil || n != len(actors) {
		r.Errorf("%s: actorCount is %d, not %d (%v)", name, n, len(actors), err)
	}
	listed, total := listAll(ctx, r, s, counted)
	if total != len(want) {
		r.Errorf("%s: totalCount is %d, not %d", name, total, len(want))
	}
	for _, id := range listed {
		if !ids[id] {
			r.Errorf("%s: %s is listed, or listed twice", name, id)
		}
		delete(ids, id)
	}
	if len(ids) > 0 {
		r.Errorf("%s: not listed: %v", name, ids)
	}
}

// listAll pages through the list of a counted action.
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
		args.After = info.EndCursor
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
				r.Errorf("%s in its series: actionCount is %d, not %d (%v)", stat.ID, got, n, err)
			}
			if got, err := s.ActorCount(ctx, counted); err != nil || got != len(actors) {
				r.Errorf("%s in its series: actorCount is %d, not %d (%v)", stat.ID, got, len(actors), err)
			}
		}
	}
}

// openGroup opens a store with one group, under a clock that does not move.
func openGroup(t *testing.T, db Database) *store.Store {
	t.Helper()
	s := db.open(t, func() time.Time { return now })
	if _, err := s.CreateGroup(local(t), models.Group{ID: "team", DisplayName: "Team", DriveID: "drive"}); err != nil {
		t.Fatal(err)
	}
	return s
}

// newItem creates an item, and a drive activity that is not counted, as the key of accesses.
func newItem(t *testing.T, s *store.Store, id models.ID) models.ID {
	t.Helper()
	if _, err := s.CreateDriveItem(local(t), "drive", models.DriveItem{ID: id, Name: "x", File: &models.File{}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CreateDriveActivity(local(t), id, models.DriveActivity{
		ID: id + "-key", Action: &models.ItemActionSet{Rename: &models.RenameAction{}},
	}); err != nil {
		t.Fatal(err)
	}
	return id
}

// recordAll records facts on an item from several goroutines. Each goroutine repeats some
// facts of the others.
func recordAll(t *testing.T, s *store.Store, item models.ID, facts []fact, goroutines int) {
	t.Helper()
	for i := range facts {
		facts[i].id = models.ID(fmt.Sprintf("%s-fact-%d", item, i))
	}
	var recording sync.WaitGroup
	for g := range goroutines {
		recording.Go(func() {
			for i, f := range facts {
				if i%goroutines == g || (i+g)%5 == 0 {
					if err := f.record(local(t), s, item); err != nil {
						t.Errorf("%s: %v", f.id, err)
					}
				}
			}
		})
	}
	recording.Wait()
}
