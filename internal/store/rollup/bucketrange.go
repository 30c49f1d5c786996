package rollup

import (
	"encoding/json"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/models"
)

// ActionCounts is how many facts of each action a window has.
type ActionCounts [models.CountedActions]int64

// rangeOf is the days of the buckets that make up a window.
func rangeOf(w models.Window) (from, until models.Day) {
	if w.Kind == models.AllTime {
		return AllTime, AllTime + 1
	}
	return w.Start, w.End
}

// wantedRange is a range of buckets that is read.
type wantedRange struct {
	item        int64
	action      models.CountedAction
	from, until models.Day
}

// ranges are read by one statement, however many there are.
type ranges []wantedRange

// rangesOf are those of the windows of stats, in their order.
func rangesOf(stats []*models.ItemActivityStat, action models.CountedAction) ranges {
	r := make(ranges, len(stats))
	for i, s := range stats {
		from, until := rangeOf(s.Window)
		r[i] = wantedRange{s.ItemNum, action, from, until}
	}
	return r
}

// join joins a table of buckets to the ranges, within the caller's groups. The
// ranges stay outermost, so that their rows come together and in order.
func (r ranges) join(db *gorm.DB, within func(column string) func(*gorm.DB) *gorm.DB, buckets string) (*gorm.DB, error) {
	wanted := make([][4]int64, len(r))
	for i, w := range r {
		wanted[i] = [4]int64{w.item, int64(w.action), int64(w.from), int64(w.until)}
	}
	text, err := json.Marshal(wanted)
	if err != nil {
		return nil, err
	}
	return db.Table("json_each(?) AS wanted", string(text)).
		Joins("CROSS JOIN drive_items ON drive_items.num = wanted.value ->> 0").
		Joins("CROSS JOIN " + buckets + " AS bucket ON bucket.item_num = drive_items.num" +
			" AND bucket.day >= wanted.value ->> 2 AND bucket.day < wanted.value ->> 3").
		Scopes(within("drive_items.group_num")), nil
}

// LoadCounts reads how many facts each stat has.
func LoadCounts(db *gorm.DB, within func(column string) func(*gorm.DB) *gorm.DB, stats []*models.ItemActivityStat) (map[*models.ItemActivityStat]*ActionCounts, error) {
	q, err := rangesOf(stats, 0).join(db, within, "item_action_counts")
	if err != nil {
		return nil, err
	}
	var sums []struct {
		Place  int
		Action models.CountedAction
		Count  int64
	}
	err = q.Select("wanted.key AS place, bucket.action, sum(bucket.count) AS count").
		Group("wanted.key, bucket.action").Find(&sums).Error
	if err != nil {
		return nil, err
	}
	counts := make(map[*models.ItemActivityStat]*ActionCounts, len(stats))
	for _, s := range stats {
		counts[s] = new(ActionCounts)
	}
	for _, sum := range sums {
		counts[stats[sum.Place]][sum.Action] = sum.Count
	}
	return counts, nil
}
