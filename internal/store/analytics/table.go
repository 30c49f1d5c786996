package analytics

import (
	"errors"
	"iter"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/activitylog"
	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/internal/store/ranking"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// table is a table with the counts of items or of actors.
type table struct {
	of   projection.Projection
	name string
	// column contains the number of the item or of the actor. last is the column with the number of the
	// activity that was recorded last, or 0.
	column, last string
	lacking      func(*projection.Snapshot, *gorm.DB, int64) (iter.Seq[*activitylog.Entry], projection.Lacks, error)
}

var (
	activeItems  = table{projection.ActiveItems, "active_items", "item_num", "0", (*projection.Snapshot).ActiveItems}
	activeActors = table{projection.ActiveActors, "active_actors", "actor_num", "last_num", (*projection.Snapshot).ActiveActors}
)

// storedCount is a row of a table. Key is the index of its window.
type storedCount struct {
	Key              int
	Period           ranking.Period
	Num, Count, Last int64
}

func (r storedCount) count() count { return count{r.Num, r.Count, r.Last} }

// columns selects the columns of a storedCount except Key.
func (t table) columns() string {
	return "counted.period, counted." + t.column + " AS num, counted.count, " + t.last + " AS last"
}

// rows selects the rows of an action in the group of a window that the caller may see.
func (t table) rows(v read.Tx, w *windowCounts) *statement.Text {
	q := statement.NewText().Add("SELECT ").Add(t.columns()).Add(" FROM ").Add(t.name).Add(" AS counted").
		Where("counted.group_num = ? AND counted.action = ?", w.stat.Drive.GroupNum, int64(w.action))
	v.AddVisible(q, "counted.group_num")
	return q
}

// errEnough ends the reading of rows.
var errEnough = errors.New("no further rows are needed")

// each calls use with the rows of a statement until it returns false.
func each(v read.Tx, q *statement.Text, use func(*storedCount) bool) error {
	query, values := q.Statement()
	err := statement.Each(v.DB, func(row *storedCount) error {
		if !use(row) {
			return errEnough
		}
		return nil
	}, query, values...)
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

// readGreatest adds the n greatest stored counts of a window that is one period, except those whose keys are
// in the tail, which readTail adds. No other key can have one of the n greatest counts, because a count only
// grows. The index contains the counts greater than 1. The others are in the order of the table.
func (t table) readGreatest(v read.Tx, w *windowCounts, n int) error {
	found := 0
	use := func(row *storedCount) bool {
		if found++; w.tail[rowKey{row.Period, row.Num}].count == 0 {
			w.sums.add(row.count())
		}
		return true
	}
	period := int64(w.periods[0])
	q := t.rows(v, w).Where("counted.period = ? AND counted.count > 1", period).
		Add(" ORDER BY counted.count DESC, counted."+t.column+" LIMIT ?", n)
	if err := each(v, q, use); err != nil || found == n {
		return err
	}
	q = t.rows(v, w).Where("counted.period = ? AND counted.count = 1", period).
		Add(" ORDER BY counted."+t.column+" LIMIT ?", n-found)
	return each(v, q, use)
}

// maxRows bounds the rows that are read for a window of several periods.
const maxRows = 10_000

// readAll adds all counts of a window of several days. If these are more than maxRows, with those of the
// tail, the window is rejected with QUERY_TOO_COMPLEX.
func (t table) readAll(v read.Tx, w *windowCounts) error {
	rows, days := len(w.tail), w.stat.Window
	q := t.rows(v, w).Where("counted.period >= ? AND counted.period < ?", int64(days.Start), int64(days.End)).
		Add(" LIMIT ?", maxRows+1)
	if err := each(v, q, func(row *storedCount) bool {
		if w.tail[rowKey{row.Period, row.Num}].count == 0 {
			rows++
		}
		w.sums.add(row.count())
		return rows <= maxRows
	}); err != nil {
		return err
	}
	if rows > maxRows {
		w.rejected = &models.Error{
			Code: models.QueryTooComplex,
			Message: "Too many items or actors were active in the last seven days to add up their days. " +
				"Request the days with activitiesByInterval.",
			Extensions: map[string]any{"limit": maxRows},
		}
		return nil
	}
	for _, lacking := range w.tail {
		w.sums.add(lacking)
	}
	return nil
}

// readTail adds the counts of the keys in the tail of windows of an action that are one period each.
func (t table) readTail(v read.Tx, windows []*windowCounts, action models.CountedAction) error {
	var wanted [][4]int64
	for i, w := range windows {
		for key, lacking := range w.tail {
			wanted = append(wanted, [4]int64{int64(i), w.stat.Drive.GroupNum, int64(key.period), key.num})
			w.sums.add(lacking)
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	q := statement.NewText().Add("SELECT wanted.value ->> 0 AS key, ").Add(t.columns()).
		Add(" FROM json_each(?) AS wanted CROSS JOIN ", codec.JSONNumbers(wanted)).Add(t.name).
		Add(" AS counted ON counted.group_num = wanted.value ->> 1 AND counted.action = ?"+
			" AND counted.period = wanted.value ->> 2 AND counted.", int64(action)).Add(t.column).Add(" = wanted.value ->> 3")
	v.AddVisible(q, "counted.group_num")
	return each(v, q, func(row *storedCount) bool {
		windows[row.Key].sums.add(row.count())
		return true
	})
}
