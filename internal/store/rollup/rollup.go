// Package rollup has what is derived from facts: the counts and the actors of each item by
// action and day, and the tables by which facts are found.
package rollup

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

// AllTime is the day of a bucket that holds every day.
const AllTime models.Day = -1

// Bucket is what the facts of one item are counted by: an action and a UTC day,
// or all time.
type Bucket struct {
	Item   int64
	Action models.CountedAction
	Day    models.Day
}

// Compare orders buckets by item, day and action.
func (b Bucket) Compare(other Bucket) int {
	return cmp.Or(cmp.Compare(b.Item, other.Item), cmp.Compare(b.Day, other.Day), cmp.Compare(b.Action, other.Action))
}

// Contribution is what one fact adds to one bucket; actor is 0 where the fact
// has none.
type Contribution struct {
	Bucket
	actor int64
}

// ItemActionCountRow is how many facts a bucket has.
type ItemActionCountRow struct {
	ItemNum int64                `gorm:"primaryKey"`
	Day     models.Day           `gorm:"primaryKey"`
	Action  models.CountedAction `gorm:"primaryKey"`
	Count   int64
}

// TableName is gorm's.
func (ItemActionCountRow) TableName() string { return "item_action_counts" }

// ActivityActorRow is an item activity, by an identity of its actor.
type ActivityActorRow struct {
	ActorNum int64 `gorm:"primaryKey"`
	GroupNum int64 `gorm:"primaryKey"`
	Ticks    int64 `gorm:"primaryKey"`
	Seq      int64 `gorm:"primaryKey"`
}

// TableName is gorm's.
func (ActivityActorRow) TableName() string { return "activity_actors" }

// DriveActivityActionRow is a drive activity, by a counted action.
type DriveActivityActionRow struct {
	ItemNum int64                `gorm:"primaryKey"`
	Action  models.CountedAction `gorm:"primaryKey"`
	Ticks   int64                `gorm:"primaryKey"`
	Num     int64                `gorm:"primaryKey"`
}

// TableName is gorm's.
func (DriveActivityActionRow) TableName() string { return "drive_activity_actions" }

// Activity is what a rollup has to know of an item activity.
type Activity struct {
	Seq, Group, Item, Ticks int64
	Recorded                models.Instant
}

// DriveActivity is what a rollup has to know of a drive activity.
type DriveActivity struct {
	Num, Item, Ticks int64
	Recorded         models.Instant
}

// Rollup is what facts add to the tables that are derived from them. That of a
// mutation joins its group's when the mutation has succeeded, and the group's is
// stored right before the commit.
type Rollup struct {
	// Recorded is the latest recordedDateTime among the facts.
	Recorded      models.Instant
	Contributions []Contribution
	Actors        []ActivityActorRow
	Postings      []posting.Posting
	driveActions  []DriveActivityActionRow
}

// ItemActivity adds an access.
func (r *Rollup) ItemActivity(a Activity, by identity.SetRef) {
	r.Recorded = max(r.Recorded, a.Recorded)
	r.Count(a.Item, models.Accesses, a.Ticks, by)
	for _, num := range by.Identities() {
		r.Actors = append(r.Actors, ActivityActorRow{num, a.Group, a.Ticks, a.Seq})
	}
	r.Post(a)
}

// Post adds an access to the lists by recording: its item's, and its group's.
func (r *Rollup) Post(a Activity) {
	r.Postings = append(r.Postings,
		posting.Posting{List: posting.List{Group: a.Group, Item: a.Item}, Seq: a.Seq},
		posting.Posting{List: posting.List{Group: a.Group}, Seq: a.Seq})
}

// DriveActivity adds what happened to an item, once for each counted action.
func (r *Rollup) DriveActivity(a DriveActivity, action *models.ItemActionSet, by identity.SetRef) {
	r.Recorded = max(r.Recorded, a.Recorded)
	for _, counted := range action.Counted() {
		r.Count(a.Item, counted, a.Ticks, by)
		r.driveActions = append(r.driveActions, DriveActivityActionRow{a.Item, counted, a.Ticks, a.Num})
	}
}

// Count counts a fact in its day and in all time.
func (r *Rollup) Count(item int64, action models.CountedAction, ticks int64, by identity.SetRef) {
	day := models.Instant(ticks).Day()
	r.Contributions = append(r.Contributions,
		Contribution{Bucket{item, action, day}, by.Actor}, Contribution{Bucket{item, action, AllTime}, by.Actor})
}

// Add adds another rollup.
func (r *Rollup) Add(other Rollup) {
	r.Recorded = max(r.Recorded, other.Recorded)
	r.Contributions = append(r.Contributions, other.Contributions...)
	r.Actors = append(r.Actors, other.Actors...)
	r.Postings = append(r.Postings, other.Postings...)
	r.driveActions = append(r.driveActions, other.driveActions...)
}

// Flush stores the rollup in a transaction. What it returns is the cache's to know,
// with an error as well.
func (r *Rollup) Flush(ctx context.Context, tx gorm.ConnPool, cache *Cache) (f Flushed, err error) {
	slices.SortFunc(r.Contributions, func(a, b Contribution) int {
		return cmp.Or(a.Compare(b.Bucket), cmp.Compare(a.actor, b.actor))
	})
	if err := r.flushCounts(ctx, tx); err != nil {
		return f, fmt.Errorf("counts: %w", err)
	}
	if f.sets, err = r.flushActorSets(ctx, tx, cache.sets); err != nil {
		return f, fmt.Errorf("actors: %w", err)
	}
	if err := insertActors.Run(ctx, tx, r.Actors); err != nil {
		return f, fmt.Errorf("activities of actors: %w", err)
	}
	if f.tails, err = posting.Add(ctx, tx, r.Postings, cache.postings); err != nil {
		return f, fmt.Errorf("activities by recording: %w", err)
	}
	if err := insertDriveActions.Run(ctx, tx, r.driveActions); err != nil {
		return f, fmt.Errorf("actions of drive activities: %w", err)
	}
	return f, nil
}

// flushCounts adds to each bucket once, however many facts of the group it has.
func (r *Rollup) flushCounts(ctx context.Context, tx gorm.ConnPool) error {
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
	return addCounts.Run(ctx, tx, counts)
}

var (
	addCounts = bulkinsert.New("item_action_counts (item_num, day, action, count)",
		"ON CONFLICT DO UPDATE SET count = count + excluded.count",
		func(c ItemActionCountRow) []any { return []any{c.ItemNum, int64(c.Day), int64(c.Action), c.Count} })
	insertActors = bulkinsert.New("activity_actors (actor_num, group_num, ticks, seq)", "",
		func(a ActivityActorRow) []any { return []any{a.ActorNum, a.GroupNum, a.Ticks, a.Seq} })
	insertDriveActions = bulkinsert.New("drive_activity_actions (item_num, action, ticks, num)", "",
		func(a DriveActivityActionRow) []any { return []any{a.ItemNum, int64(a.Action), a.Ticks, a.Num} })
)
