// Package statistics counts the facts and the actors of items and of drives in windows. It adds the
// accesses that the stored statistics lack to what is stored.
package statistics

import (
	"iter"
	"math"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/activitylog"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/models"
)

// Kind is the statistics of a kind of owners.
type Kind[S rollup.Stat] struct {
	owners *rollup.Owners
	// allTime and byDay find the accesses that the statistics of some owners lack.
	allTime, byDay func(*projection.Snapshot, *gorm.DB, []int64) (iter.Seq[*activitylog.Entry], error)
	// owner returns the owner of an access.
	owner func(*activitylog.Entry) int64
}

// The kinds of statistics.
var (
	Items = Kind[*models.ItemActivityStat]{
		owners:  rollup.Items,
		allTime: (*projection.Snapshot).CountedAllTime, byDay: (*projection.Snapshot).CountedByDay,
		owner: func(e *activitylog.Entry) int64 { return e.ItemNum },
	}
	Drives = Kind[*models.DriveActivityStat]{
		owners:  rollup.Drives,
		allTime: (*projection.Snapshot).CountedAllTimeOfGroups, byDay: (*projection.Snapshot).CountedByDayOfGroups,
		owner: func(e *activitylog.Entry) int64 { return e.GroupNum },
	}
)

// ActionCount returns the number of facts with an action within the window of a stat. It counts those
// of all stats in the batch of this one.
func (k Kind[S]) ActionCount(v read.Tx, stat S, action models.CountedAction) (int, error) {
	all, counts := read.LoadFor[actionCounts[S]](v.Batches, stat, "actionCount")
	defer counts.Unlock()
	if !counts.Done {
		counts.Set(k.countActions(v, all))
	}
	switch {
	case counts.Err != nil:
		return 0, counts.Err
	case action == models.Accesses && counts.Value.uncounted != nil:
		return 0, counts.Value.uncounted
	}
	return GraphInt(counts.Value.of[stat][action]), nil
}

// actorTotal identifies the counts of the actors of an action among the loads of a batch.
type actorTotal struct{ action models.CountedAction }

// ActorCount returns the number of distinct actors of an action within the window of a stat, and counts
// those of its batch. It returns QUERY_TOO_COMPLEX if the request counts too many actors.
func (k Kind[S]) ActorCount(v read.Tx, stat S, action models.CountedAction) (int, error) {
	all, counts := read.LoadFor[map[S]int64](v.Batches, stat, actorTotal{action})
	defer counts.Unlock()
	if !counts.Done {
		counts.Set(k.CountActors(v, all, action))
	}
	return GraphInt(counts.Value[stat]), counts.Err
}

// GraphInt returns a count as an Int of GraphQL, at most the largest one.
func GraphInt(n int64) int { return int(min(n, math.MaxInt32)) }
