package rollup

import (
	"cmp"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/statement"
)

// Flush stores the rollup in a transaction. After an error the caller must call the cache's
// Forget.
func (r *Rollup) Flush(tx *gorm.DB, cache *Cache) (f Flushed, err error) {
	if f.ofItems, err = Items.flush(tx, r.Items, cache.items); err != nil {
		return f, err
	}
	if f.ofDrives, err = Drives.flush(tx, r.Drives, cache.drives); err != nil {
		return f, fmt.Errorf("drives: %w", err)
	}
	if err := insertActors.Run(tx, r.Actors); err != nil {
		return f, fmt.Errorf("activities of actors: %w", err)
	}
	if err := insertDriveActions.Run(tx, r.driveActions); err != nil {
		return f, fmt.Errorf("actions of drive activities: %w", err)
	}
	return f, r.ranking.Flush(tx)
}

// flush stores contributions to the statistics of owners. It sorts them.
func (o *Owners) flush(tx *gorm.DB, added []Contribution, cache *actorSetCache) (sets []actorSetUpdate, err error) {
	if len(added) == 0 {
		return nil, nil
	}
	slices.SortFunc(added, func(a, b Contribution) int {
		return cmp.Or(a.Compare(b.Bucket), cmp.Compare(a.Actor, b.Actor))
	})
	if err := o.flushCounts(tx, added); err != nil {
		return nil, fmt.Errorf("counts: %w", err)
	}
	if sets, err = o.flushActorSets(tx, added, cache); err != nil {
		return nil, fmt.Errorf("actors: %w", err)
	}
	return sets, nil
}

// flushCounts adds to each bucket once, whatever the number of its facts.
func (o *Owners) flushCounts(tx *gorm.DB, added []Contribution) error {
	var counts []count
	for _, c := range added {
		if n := len(counts); n > 0 && counts[n-1].Bucket == c.Bucket {
			counts[n-1].n++
		} else {
			counts = append(counts, count{c.Bucket, 1})
		}
	}
	return o.addCounts.Run(tx, counts)
}

var (
	insertActors = statement.NewInsert("activity_actors (actor_num, group_num, ticks, seq)", "",
		func(values []any, a ActivityActorRow) []any {
			return append(values, a.ActorNum, a.GroupNum, a.Ticks, a.Seq)
		})
	insertDriveActions = statement.NewInsert("drive_activity_actions (item_num, action, ticks, num)", "",
		func(values []any, a DriveActivityActionRow) []any {
			return append(values, a.ItemNum, int64(a.Action), a.Ticks, a.Num)
		})
)
