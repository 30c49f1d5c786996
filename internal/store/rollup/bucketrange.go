package rollup

import (
	"slices"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/posting"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// rangeOf returns the range of days of the buckets that make up a window.
func rangeOf(w models.Window) (from, until models.Day) {
	if w.Kind == models.AllTime {
		return AllTime, AllTime + 1
	}
	return w.Start, w.End
}

// bucketRange is a range of buckets to read.
type bucketRange struct {
	owner       int64
	action      models.CountedAction
	from, until models.Day
	// stat is the index of the first stat of the range.
	stat int
}

// ranges contains the ranges that one statement reads.
type ranges struct {
	all []bucketRange
	// daily means that the window of each stat is one day. Then a range contains the days of
	// consecutive stats, because SQLite reads one range faster than many.
	daily bool
}

// rangesOf returns the ranges of the windows of stats, in the same order.
func rangesOf[S Stat](stats []S, action models.CountedAction) ranges {
	r := ranges{daily: !slices.ContainsFunc(stats, func(s S) bool {
		from, until := rangeOf(s.Days())
		return until != from+1
	})}
	for i, s := range stats {
		owner := s.Owner()
		from, until := rangeOf(s.Days())
		if r.daily && i > 0 {
			if last := &r.all[len(r.all)-1]; last.owner == owner && last.until == from {
				last.until = until
				continue
			}
		}
		r.all = append(r.all, bucketRange{owner, action, from, until, i})
	}
	return r
}

// stat returns the index of the stat that contains a bucket of a day in a range.
func (r ranges) stat(key int, day models.Day) int {
	one := &r.all[key]
	if r.daily {
		return one.stat + int(day-one.from)
	}
	return one.stat
}

// Stat is the statistics of an owner in a window.
type Stat interface {
	comparable
	// Owner is the number of the item or group.
	Owner() int64
	// Days is the window.
	Days() models.Window
}

// read selects columns of the rows of a table of buckets in the ranges. The ranges are the outermost
// loop, so that the rows of each range are consecutive and sorted.
func (r ranges) read(of *Owners, columns, buckets string, visible posting.AddVisible) *statement.Text {
	wanted := make([][4]int64, len(r.all))
	for i, w := range r.all {
		wanted[i] = [4]int64{w.owner, int64(w.action), int64(w.from), int64(w.until)}
	}
	t := statement.NewText().Add("SELECT ").Add(columns).Add(" FROM json_each(?) AS wanted", codec.JSONNumbers(wanted)).
		Add(" CROSS JOIN ").Add(of.table).Add(" ON ").Add(of.table).Add(".num = wanted.value ->> 0 CROSS JOIN ").Add(buckets).
		Add(" AS bucket ON bucket.").Add(of.column).Add(" = ").Add(of.table).
		Add(".num AND bucket.day >= wanted.value ->> 2 AND bucket.day < wanted.value ->> 3")
	visible(t, of.group)
	return t
}
