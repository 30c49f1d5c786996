package rollup

import (
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/posting"
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
	item        int64
	action      models.CountedAction
	from, until models.Day
}

// ranges contains the ranges that one statement reads.
type ranges []bucketRange

// rangesOf returns the ranges of the windows of stats, in the same order.
func rangesOf(stats []*models.ItemActivityStat, action models.CountedAction) ranges {
	r := make(ranges, len(stats))
	for i, s := range stats {
		from, until := rangeOf(s.Window)
		r[i] = bucketRange{s.ItemNum, action, from, until}
	}
	return r
}

// join joins a table of buckets to the ranges. The ranges are the outermost loop, so that
// the rows of each range are consecutive and sorted.
func (r ranges) join(db *gorm.DB, within posting.Within, buckets string) *gorm.DB {
	wanted := make([][4]int64, len(r))
	for i, w := range r {
		wanted[i] = [4]int64{w.item, int64(w.action), int64(w.from), int64(w.until)}
	}
	return db.Table("json_each(?) AS wanted", codec.JSONNumbers(wanted)).
		Joins("CROSS JOIN drive_items ON drive_items.num = wanted.value ->> 0").
		Joins("CROSS JOIN " + buckets + " AS bucket ON bucket.item_num = drive_items.num" +
			" AND bucket.day >= wanted.value ->> 2 AND bucket.day < wanted.value ->> 3").
		Scopes(within("drive_items.group_num"))
}
