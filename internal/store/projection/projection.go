// Package projection maintains the tables that are derived from the log of item activities. Each
// contains the entries of the log up to its watermark. Reads complete it with the entries that
// follow, so that a snapshot contains everything that was committed.
package projection

import (
	"cmp"

	"github.com/itemactivity/itemactivity/internal/store/activitylog"
	"github.com/itemactivity/itemactivity/internal/store/ranking"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/models"
)

// Projection is a table that is derived from the log, or the tables that are advanced together.
type Projection int

// The projections, in the order in which a batch is applied.
const (
	// ItemTimelines and GroupTimelines order the activities of an item and of a group by time.
	ItemTimelines Projection = iota
	GroupTimelines
	// ActorLists orders the activities of an identity in a group by time.
	ActorLists
	// PostingLists orders the activities of an item and of a group by recording.
	PostingLists
	// Statistics contains the counts and the actors of an item, by day and of all time.
	Statistics
	// ActiveItems and ActiveActors count the activities of the items and of the actors of a group, by
	// day, week, month, and of all time.
	ActiveItems
	ActiveActors
	// DriveStatistics contains the counts and the actors of a group, by day and of all time.
	DriveStatistics
	count
)

// All returns all projections.
func All() []Projection {
	all := make([]Projection, count)
	for p := range all {
		all[p] = Projection(p)
	}
	return all
}

// names are the names of the rows in the table projections.
var names = [count]string{"item_timelines", "group_timelines", "activity_actors", "activity_postings", "item_action_counts", "active_items", "active_actors", "drive_action_counts"}

// String returns the name of the projection's table.
func (p Projection) String() string { return names[p] }

// Key is the position of an entry in the order of a projection. It ends with the entry's seq, so
// that no two entries have the same one. A projection with fewer columns has zeros at the end.
type Key [4]int64

// Compare compares two keys of the same projection.
func (k Key) Compare(other Key) int {
	for i, n := range k {
		if n != other[i] {
			return cmp.Compare(n, other[i])
		}
	}
	return 0
}

func keyInItem(e *activitylog.Entry) Key { return Key{e.ItemNum, e.Ticks, e.Seq} }

func keyInGroup(e *activitylog.Entry) Key { return Key{e.GroupNum, e.Ticks, e.Seq} }

func keyOfActor(actor int64, e *activitylog.Entry) Key {
	return Key{actor, e.GroupNum, e.Ticks, e.Seq}
}

func keyOfPosting(item int64, e *activitylog.Entry) Key { return Key{e.GroupNum, item, e.Seq} }

func keyOfBucket(day models.Day, e *activitylog.Entry) Key { return BucketKey(e.ItemNum, day, e.Seq) }

func keyOfDriveBucket(day models.Day, e *activitylog.Entry) Key {
	return BucketKey(e.GroupNum, day, e.Seq)
}

// BucketKey returns the key of an activity in the statistics of an item or a group on a day, or of all
// time.
func BucketKey(owner int64, day models.Day, seq int64) Key { return Key{owner, int64(day), seq} }

// PeriodKey returns the key of an activity in the count of an item or of an actor in a period.
func PeriodKey(group int64, period ranking.Period, of, seq int64) Key {
	return Key{group, int64(period), of, seq}
}

// CountedIn returns the number of the item or of the actor in whose counts a projection counts an entry.
// It is 0 if the projection does not count the entry.
func (p Projection) CountedIn(e *activitylog.Entry) int64 {
	if p == ActiveItems {
		return e.ItemNum
	}
	return e.By.Actor
}

// daysOf returns the days of the buckets that count an entry.
func daysOf(e *activitylog.Entry) [2]models.Day {
	return [2]models.Day{rollup.AllTime, models.Instant(e.Ticks).Day()}
}
