package statistics

import (
	"github.com/itemactivity/itemactivity/internal/store/activitylog"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/models"
)

// uncounted contains the accesses that the statistics of owners lack, and that the caller may see. byDay
// is for stats of days, and allTime for those of all time.
type uncounted[S rollup.Stat] struct {
	byDay   map[int64]map[models.Day][]*activitylog.Entry
	allTime map[int64][]*activitylog.Entry
}

// findUncounted finds the accesses that the statistics of the owners of stats lack. It searches those that
// are not projected at most twice.
func (k Kind[S]) findUncounted(v read.Tx, stats []S) (u uncounted[S], err error) {
	var ofDays, ofAllTime []int64
	for _, stat := range stats {
		if stat.Days().Kind == models.AllTime {
			ofAllTime = append(ofAllTime, stat.Owner())
		} else {
			ofDays = append(ofDays, stat.Owner())
		}
	}
	if len(ofAllTime) > 0 {
		u.allTime = make(map[int64][]*activitylog.Entry)
		entries, err := k.allTime(v.Projections, v.DB, ofAllTime)
		if err := v.EachVisible(entries, err, func(e *activitylog.Entry) {
			owner := k.owner(e)
			u.allTime[owner] = append(u.allTime[owner], e)
		}); err != nil {
			return u, err
		}
	}
	if len(ofDays) > 0 {
		u.byDay = make(map[int64]map[models.Day][]*activitylog.Entry)
		entries, err := k.byDay(v.Projections, v.DB, ofDays)
		if err := v.EachVisible(entries, err, func(e *activitylog.Entry) {
			owner := k.owner(e)
			days, day := u.byDay[owner], models.Instant(e.Ticks).Day()
			if days == nil {
				days = make(map[models.Day][]*activitylog.Entry)
				u.byDay[owner] = days
			}
			days[day] = append(days[day], e)
		}); err != nil {
			return u, err
		}
	}
	return u, nil
}

// each calls use with the accesses within the window of a stat, by day or for rollup.AllTime.
func (u *uncounted[S]) each(stat S, use func(models.Day, []*activitylog.Entry)) {
	w := stat.Days()
	if w.Kind == models.AllTime {
		if some := u.allTime[stat.Owner()]; len(some) > 0 {
			use(rollup.AllTime, some)
		}
		return
	}
	days := u.byDay[stat.Owner()]
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
func (u *uncounted[S]) actors(stat S) *rollup.ActorsByDay {
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
