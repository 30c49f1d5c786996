package itemactivity

import (
	"github.com/itemactivity/itemactivity/internal/store/activitylog"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/models"
)

// countActions returns the number of facts of each stat, by action.
func countActions(v read.Tx, stats []*models.ItemActivityStat) (map[*models.ItemActivityStat]*rollup.ActionCounts, error) {
	counts, err := rollup.CountActions(v.DB, v.AddVisible, stats)
	if err != nil {
		return nil, err
	}
	lacking, err := findUncounted(v, stats)
	if err != nil {
		return nil, err
	}
	for stat, count := range counts {
		lacking.each(stat, func(_ models.Day, some []*activitylog.Entry) { count[models.Accesses] += int64(len(some)) })
	}
	return counts, nil
}

// CountActors returns the number of distinct actors of an action in each stat.
func CountActors(v read.Tx, stats []*models.ItemActivityStat, action models.CountedAction) (map[*models.ItemActivityStat]int64, error) {
	if action != models.Accesses {
		return rollup.CountActors(v.DB, v.AddVisible, stats, action, nil, v.Unite)
	}
	lacking, err := findUncounted(v, stats)
	if err != nil {
		return nil, err
	}
	return rollup.CountActors(v.DB, v.AddVisible, stats, action, lacking.actors, v.Unite)
}

// uncounted contains the accesses that the statistics of items lack, and that the caller may see. byDay
// is for stats of days, and allTime for those of all time.
type uncounted struct {
	byDay   map[int64]map[models.Day][]*activitylog.Entry
	allTime map[int64][]*activitylog.Entry
}

// findUncounted finds the accesses that the statistics of the items of stats lack. It searches those that
// are not projected at most twice.
func findUncounted(v read.Tx, stats []*models.ItemActivityStat) (u uncounted, err error) {
	var ofDays, ofAllTime []int64
	for _, stat := range stats {
		if stat.Window.Kind == models.AllTime {
			ofAllTime = append(ofAllTime, stat.ItemNum)
		} else {
			ofDays = append(ofDays, stat.ItemNum)
		}
	}
	if len(ofAllTime) > 0 {
		u.allTime = make(map[int64][]*activitylog.Entry)
		entries, err := v.Projections.CountedAllTime(v.DB, ofAllTime)
		if err := v.EachVisible(entries, err, func(e *activitylog.Entry) {
			u.allTime[e.ItemNum] = append(u.allTime[e.ItemNum], e)
		}); err != nil {
			return u, err
		}
	}
	if len(ofDays) > 0 {
		u.byDay = make(map[int64]map[models.Day][]*activitylog.Entry)
		entries, err := v.Projections.CountedByDay(v.DB, ofDays)
		if err := v.EachVisible(entries, err, func(e *activitylog.Entry) {
			days, day := u.byDay[e.ItemNum], models.Instant(e.Ticks).Day()
			if days == nil {
				days = make(map[models.Day][]*activitylog.Entry)
				u.byDay[e.ItemNum] = days
			}
			days[day] = append(days[day], e)
		}); err != nil {
			return u, err
		}
	}
	return u, nil
}

// each calls use with the accesses within the window of a stat, by day or for rollup.AllTime.
func (u *uncounted) each(stat *models.ItemActivityStat, use func(models.Day, []*activitylog.Entry)) {
	w := stat.Window
	if w.Kind == models.AllTime {
		if some := u.allTime[stat.ItemNum]; len(some) > 0 {
			use(rollup.AllTime, some)
		}
		return
	}
	days := u.byDay[stat.ItemNum]
	if int64(len(days)) <= int64(w.End-w.Start) {
		for day, some := range days {
			if day >= w.Start && day < w.End {
				use(day, some)
			}
		}
		return
	}
	for day := w.Start; day < w.End; day++ {
		if some := days[day]; len(some) > 0 {
			use(day, some)
		}
	}
}

// actors returns the counted actors of the accesses within the window of a stat.
func (u *uncounted) actors(stat *models.ItemActivityStat) *rollup.ActorsByDay {
	actors := new(rollup.ActorsByDay)
	u.each(stat, func(day models.Day, some []*activitylog.Entry) {
		for _, e := range some {
			if e.By.Actor != 0 {
				actors.Add(day, e.By.Actor)
			}
		}
	})
	return actors
}
