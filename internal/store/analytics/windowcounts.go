package analytics

import (
	"github.com/itemactivity/itemactivity/internal/store/activitylog"
	"github.com/itemactivity/itemactivity/internal/store/ranking"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// rowKey identifies a row of a table within a group and an action.
type rowKey struct {
	period ranking.Period
	num    int64
}

// windowCounts contains the counts of a window while they are read.
type windowCounts struct {
	stat   *models.DriveActivityStat
	action models.CountedAction
	// periods are the periods that make up the window. One is read by its index. Several are days, whose
	// rows are added up.
	periods []ranking.Period
	// tail contains the activities that the rows lack.
	tail map[rowKey]count
	sums counts
	// rejected is the error of this window alone: it has too many rows.
	rejected error
}

func newWindowCounts(stat *models.DriveActivityStat, action models.CountedAction) *windowCounts {
	w := &windowCounts{stat: stat, action: action, tail: make(map[rowKey]count), sums: make(counts)}
	if p, ok := ranking.PeriodOf(stat.Window); ok {
		w.periods = []ranking.Period{p}
		return w
	}
	for day := stat.Window.Start; day < stat.Window.End; day++ {
		w.periods = append(w.periods, ranking.Period(day))
	}
	return w
}

// greatest returns the n greatest counts of each stat. rejected contains the errors of those stats that have
// too many rows.
func (t table) greatest(v read.Tx, stats []*models.DriveActivityStat, action models.CountedAction, n int) (
	first [][]count, rejected map[*models.DriveActivityStat]error, err error,
) {
	windows := make([]*windowCounts, len(stats))
	for i, stat := range stats {
		windows[i] = newWindowCounts(stat, action)
	}
	// Drive activities are in the tables when they are committed.
	if action == models.Accesses {
		if err := t.findTail(v, windows); err != nil {
			return nil, nil, err
		}
	}
	var single []*windowCounts
	for _, w := range windows {
		var err error
		if len(w.periods) == 1 {
			single = append(single, w)
			err = t.readGreatest(v, w, n)
		} else {
			err = t.readAll(v, w)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	if err := t.readTail(v, single, action); err != nil {
		return nil, nil, err
	}
	first, rejected = make([][]count, len(windows)), make(map[*models.DriveActivityStat]error)
	for i, w := range windows {
		if w.rejected != nil {
			rejected[stats[i]] = w.rejected
		} else {
			first[i] = w.sums.first(n)
		}
	}
	return first, rejected, nil
}

// findTail finds the accesses that the rows of windows lack. It searches those of each group once.
func (t table) findTail(v read.Tx, windows []*windowCounts) error {
	groups := make(map[int64]map[ranking.Period][]*windowCounts)
	for _, w := range windows {
		ofGroup := groups[w.stat.Drive.GroupNum]
		if ofGroup == nil {
			ofGroup = make(map[ranking.Period][]*windowCounts)
			groups[w.stat.Drive.GroupNum] = ofGroup
		}
		for _, p := range w.periods {
			ofGroup[p] = append(ofGroup[p], w)
		}
	}
	for group, byPeriod := range groups {
		entries, lacks, err := t.lacking(v.Projections, v.DB, group)
		if err := v.EachVisible(entries, err, func(e *activitylog.Entry) {
			num := t.of.CountedIn(e)
			if num == 0 {
				return
			}
			for _, p := range ranking.PeriodsOf(models.Instant(e.Ticks).Day()) {
				if of := byPeriod[p]; len(of) > 0 && lacks(e, p) {
					for _, w := range of {
						key := rowKey{p, num}
						sum := w.tail[key]
						w.tail[key] = count{num, sum.count + 1, max(sum.last, e.Seq)}
					}
				}
			}
		}); err != nil {
			return err
		}
	}
	return nil
}
