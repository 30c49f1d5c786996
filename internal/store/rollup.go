package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/bulkinsert"
	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/internal/store/posting"
	"github.com/itemactivity/itemactivity/models"
)

// allTime is the day of a bucket that holds every day.
const allTime models.Day = -1

// bucket is what the facts of one item are counted by: an action and a UTC day,
// or all time.
type bucket struct {
	item   int64
	action models.CountedAction
	day    models.Day
}

func (b bucket) compare(other bucket) int {
	return cmp.Or(cmp.Compare(b.item, other.item), cmp.Compare(b.day, other.day), cmp.Compare(b.action, other.action))
}

// contribution is what one fact adds to one bucket; actor is 0 where the fact
// has none.
type contribution struct {
	bucket
	actor int64
}

type itemActionCountRow struct {
	ItemNum int64                `gorm:"primaryKey"`
	Day     models.Day           `gorm:"primaryKey"`
	Action  models.CountedAction `gorm:"primaryKey"`
	Count   int64
}

func (itemActionCountRow) TableName() string { return "item_action_counts" }

type activityActorRow struct {
	ActorNum int64 `gorm:"primaryKey"`
	GroupNum int64 `gorm:"primaryKey"`
	Ticks    int64 `gorm:"primaryKey"`
	Seq      int64 `gorm:"primaryKey"`
}

func (activityActorRow) TableName() string { return "activity_actors" }

type driveActivityActionRow struct {
	ItemNum int64                `gorm:"primaryKey"`
	Action  models.CountedAction `gorm:"primaryKey"`
	Ticks   int64                `gorm:"primaryKey"`
	Num     int64                `gorm:"primaryKey"`
}

func (driveActivityActionRow) TableName() string { return "drive_activity_actions" }

// rollup is what facts add to the tables that are derived from them. That of a
// mutation joins its group's when the mutation has succeeded, and the group's is
// stored right before the commit.
type rollup struct {
	// recorded is the latest recordedDateTime among the facts.
	recorded      models.Instant
	contributions []contribution
	actors        []activityActorRow
	postings      []posting.Posting
	driveActions  []driveActivityActionRow
}

// itemActivity adds an access.
func (r *rollup) itemActivity(a *activityRow, by identity.SetRef) {
	r.recorded = max(r.recorded, a.recordedDateTime())
	r.count(a.ItemNum, models.Accesses, a.Ticks, by)
	for _, num := range by.Identities() {
		r.actors = append(r.actors, activityActorRow{num, a.GroupNum, a.Ticks, a.Seq})
	}
	r.post(a)
}

// post adds an access to the lists by recording: its item's, and its group's.
func (r *rollup) post(a *activityRow) {
	r.postings = append(r.postings,
		posting.Posting{List: posting.List{Group: a.GroupNum, Item: a.ItemNum}, Seq: a.Seq},
		posting.Posting{List: posting.List{Group: a.GroupNum}, Seq: a.Seq})
}

// driveActivity adds what happened to an item, once for each counted action.
func (r *rollup) driveActivity(a *driveActivityRow, action *models.ItemActionSet, by identity.SetRef) {
	r.recorded = max(r.recorded, a.RecordedDateTime)
	for _, counted := range action.Counted() {
		r.count(a.ItemNum, counted, a.Ticks, by)
		r.driveActions = append(r.driveActions, driveActivityActionRow{a.ItemNum, counted, a.Ticks, a.Num})
	}
}

func (r *rollup) count(item int64, action models.CountedAction, ticks int64, by identity.SetRef) {
	day := models.Instant(ticks).Day()
	r.contributions = append(r.contributions,
		contribution{bucket{item, action, day}, by.Actor}, contribution{bucket{item, action, allTime}, by.Actor})
}

func (r *rollup) add(other rollup) {
	r.recorded = max(r.recorded, other.recorded)
	r.contributions = append(r.contributions, other.contributions...)
	r.actors = append(r.actors, other.actors...)
	r.postings = append(r.postings, other.postings...)
	r.driveActions = append(r.driveActions, other.driveActions...)
}

// flush stores the rollup in a transaction. What it returns is the cache's to know,
// with an error as well.
func (r *rollup) flush(ctx context.Context, tx gorm.ConnPool, cache *rollupCache) (f flushed, err error) {
	slices.SortFunc(r.contributions, func(a, b contribution) int {
		return cmp.Or(a.compare(b.bucket), cmp.Compare(a.actor, b.actor))
	})
	if err := r.flushCounts(ctx, tx); err != nil {
		return f, fmt.Errorf("counts: %w", err)
	}
	if f.sets, err = r.flushActorSets(ctx, tx, cache.sets); err != nil {
		return f, fmt.Errorf("actors: %w", err)
	}
	if err := insertActors.Run(ctx, tx, r.actors); err != nil {
		return f, fmt.Errorf("activities of actors: %w", err)
	}
	if f.tails, err = posting.Add(ctx, tx, r.postings, cache.postings); err != nil {
		return f, fmt.Errorf("activities by recording: %w", err)
	}
	if err := insertDriveActions.Run(ctx, tx, r.driveActions); err != nil {
		return f, fmt.Errorf("actions of drive activities: %w", err)
	}
	return f, nil
}

// flushCounts adds to each bucket once, however many facts of the group it has.
func (r *rollup) flushCounts(ctx context.Context, tx gorm.ConnPool) error {
	var counts []itemActionCountRow
	for _, c := range r.contributions {
		if n := len(counts); n > 0 {
			if last := &counts[n-1]; c.bucket == (bucket{last.ItemNum, last.Action, last.Day}) {
				last.Count++
				continue
			}
		}
		counts = append(counts, itemActionCountRow{c.item, c.day, c.action, 1})
	}
	return addCounts.Run(ctx, tx, counts)
}

var (
	addCounts = bulkinsert.New("item_action_counts (item_num, day, action, count)",
		"ON CONFLICT DO UPDATE SET count = count + excluded.count",
		func(c itemActionCountRow) []any { return []any{c.ItemNum, int64(c.Day), int64(c.Action), c.Count} })
	insertActors = bulkinsert.New("activity_actors (actor_num, group_num, ticks, seq)", "",
		func(a activityActorRow) []any { return []any{a.ActorNum, a.GroupNum, a.Ticks, a.Seq} })
	insertDriveActions = bulkinsert.New("drive_activity_actions (item_num, action, ticks, num)", "",
		func(a driveActivityActionRow) []any { return []any{a.ItemNum, int64(a.Action), a.Ticks, a.Num} })
)
