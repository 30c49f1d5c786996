package itemactivity

import (
	"iter"

	"github.com/itemactivity/itemactivity/internal/store/activitylog"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// lackingRow is a function that is called with a row that the list of a parent lacks, as by
// read.List.Lacking.
type lackingRow = func(parent int, at read.Position, row *Row)

// ticksRange is a range of times. before is not included.
type ticksRange struct{ from, before int64 }

// lackingWithin calls use with the entries that the caller may see, for each parent whose key and range
// of times they have. keys and ranges belong to the parents. keyOf returns the key of an entry. If err is
// not nil, it is returned.
func lackingWithin(
	v read.Tx, entries iter.Seq[*activitylog.Entry], err error,
	keys []int64, ranges []ticksRange, keyOf func(*activitylog.Entry) int64, use lackingRow,
) error {
	var parents map[int64][]int
	return v.EachVisible(entries, err, func(e *activitylog.Entry) {
		if parents == nil {
			parents = make(map[int64][]int, len(keys))
			for i, key := range keys {
				parents[key] = append(parents[key], i)
			}
		}
		for _, i := range parents[keyOf(e)] {
			if r := ranges[i]; e.Ticks >= r.from && e.Ticks < r.before {
				use(i, read.Position{Ticks: e.Ticks, Num: e.Seq}, (*Row)(&e.Row))
			}
		}
	})
}

func itemOf(e *activitylog.Entry) int64 { return e.ItemNum }

func groupOf(e *activitylog.Entry) int64 { return e.GroupNum }

// lackingOfStats finds the accesses within the windows of stats that the timelines of their items lack.
func lackingOfStats(v read.Tx, stats []*models.ItemActivityStat, use lackingRow) error {
	items, ranges := make([]int64, len(stats)), make([]ticksRange, len(stats))
	for i, s := range stats {
		items[i], ranges[i] = s.ItemNum, ticksRange{s.Window.Start.Start(), s.Window.End.Start()}
	}
	entries, err := v.Projections.OfItems(v.DB, items)
	return lackingWithin(v, entries, err, items, ranges, itemOf, use)
}

// lackingOfItems finds the accesses of selections that the timelines of their items lack.
func lackingOfItems(v read.Tx, selections []Selection, use lackingRow) error {
	items, ranges := make([]int64, len(selections)), rangesOf(selections)
	for i, s := range selections {
		items[i] = s.Item
	}
	entries, err := v.Projections.OfItems(v.DB, items)
	return lackingWithin(v, entries, err, items, ranges, itemOf, use)
}

// lackingOfGroups finds the accesses of selections that the timelines of their groups lack.
func lackingOfGroups(v read.Tx, selections []Selection, use lackingRow) error {
	for i := range selections {
		entries, err := v.Projections.OfGroup(v.DB, selections[i].Group)
		if err := lackingWithin(v, entries, err, []int64{selections[i].Group}, rangesOf(selections[i:i+1]), groupOf,
			func(_ int, at read.Position, row *Row) { use(i, at, row) }); err != nil {
			return err
		}
	}
	return nil
}

// lackingOfActor finds the accesses of selections that the lists of their actor lack. All selections have
// the same actor.
func lackingOfActor(v read.Tx, selections []Selection, use lackingRow) error {
	groups := make([]int64, len(selections))
	for i, s := range selections {
		groups[i] = s.Group
	}
	entries, err := v.Projections.OfActor(v.DB, selections[0].Actor)
	return lackingWithin(v, entries, err, groups, rangesOf(selections), groupOf, use)
}

func rangesOf(selections []Selection) []ticksRange {
	ranges := make([]ticksRange, len(selections))
	for i, s := range selections {
		ranges[i] = ticksRange{s.From, s.Before}
	}
	return ranges
}
