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
	slices.SortFunc(r.Contributions, func(a, b Contribution) int {
		return cmp.Or(a.Compare(b.Bucket), cmp.Compare(a.Actor, b.Actor))
	})
	if err := r.flushCounts(tx); err != nil {
		return f, fmt.Errorf("counts: %w", err)
	}
	if f.sets, err = r.flushActorSets(tx, cache.sets); err != nil {
		return f, fmt.Errorf("actors: %w", err)
	}
	if err := insertActors.Run(tx, r.Actors); err != nil {
		return f, fmt.Errorf("activities of actors: %w", err)
	}
	if err := insertDriveActions.Run(tx, r.driveActions); err != nil {
		return f, fmt.Errorf("actions of drive activities: %w", err)
	}
	return f, r.ranking.Flush(tx)
}

// flushCounts adds to each bucket once, whatever the number of its facts.
func (r *Rollup) flushCounts(tx *gorm.DB) error {
	var counts []ItemActionCountRow
	for _, c := range r.Contributions {
		if n := len(counts); n > 0 {
			if last := &counts[n-1]; c.Bucket == (Bucket{last.ItemNum, last.Action, last.Day}) {
				last.Count++
				continue
			}
		}
		counts = append(counts, ItemActionCountRow{c.Item, c.Day, c.Action, 1})
	}
	return addCounts.Run(tx, counts)
}

var (
	addCounts = statement.NewInsert("item_action_counts (item_num, day, action, count)",
		"ON CONFLICT DO UPDATE SET count = count + excluded.count",
		func(values []any, c ItemActionCountRow) []any {
			return append(values, c.ItemNum, int64(c.Day), int64(c.Action), c.Count)
		})
	insertActors = statement.NewInsert("activity_actors (actor_num, group_num, ticks, seq)", "",
		func(values []any, a ActivityActorRow) []any {
			return append(values, a.ActorNum, a.GroupNum, a.Ticks, a.Seq)
		})
	insertDriveActions = statement.NewInsert("drive_activity_actions (item_num, action, ticks, num)", "",
		func(values []any, a DriveActivityActionRow) []any {
			return append(values, a.ItemNum, int64(a.Action), a.Ticks, a.Num)
		})
)
