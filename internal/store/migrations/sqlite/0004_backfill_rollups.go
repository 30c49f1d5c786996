package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

func init() { register(backfillRollups) }

// rollupBackfill fills the tables that are derived from facts, with the code of the writer.
// TestUpgrade fails if that code no longer fits the schema of version 4.
type rollupBackfill struct {
	db    *gorm.DB
	cache *rollup.Cache
	sets  map[int64]identity.SetRef
}

// backfillRollups returns the migration to version 4, which fills the tables that are
// derived from facts. Version 1 had no such tables.
func backfillRollups(db *gorm.DB) func(context.Context, *sql.Tx) error {
	return func(ctx context.Context, tx *sql.Tx) error {
		within := db.Session(&gorm.Session{Context: ctx, NewDB: true})
		within.Statement.ConnPool = tx
		b := rollupBackfill{db: within, cache: rollup.NewCache(rollup.ActivitySetBytes), sets: map[int64]identity.SetRef{}}
		return b.run()
	}
}

func (b *rollupBackfill) run() error {
	if err := b.identities(); err != nil {
		return fmt.Errorf("identities: %w", err)
	}
	if err := b.itemActivities(); err != nil {
		return fmt.Errorf("item activities: %w", err)
	}
	if err := b.driveActivities(); err != nil {
		return fmt.Errorf("drive activities: %w", err)
	}
	return nil
}

// identities interns every identity. Version 1 stored only the actor of a set.
func (b *rollupBackfill) identities() error {
	return statement.Pages(func(after *identity.SetRow) *gorm.DB {
		return b.db.Select("num", "content").Where("num > ?", after.Num).Order("num")
	}, func(rows []identity.SetRow) error {
		attributions := make([]identity.Attribution, len(rows))
		for i, row := range rows {
			set := new(models.IdentitySet)
			if err := codec.DecodeContent("identity set", row.Num, row.Content, set); err != nil {
				return err
			}
			attributions[i] = identity.Attributed(set)
		}
		refs, err := identity.InternAll(b.db, rows, attributions)
		for _, ref := range refs {
			b.sets[ref.Num] = ref
		}
		return err
	})
}

// itemActivity contains the columns of an item activity on which rollups depend.
type itemActivity struct{ Seq, GroupNum, ItemNum, Ticks, ActorNum int64 }

func (itemActivity) TableName() string { return "item_activities" }

func (a itemActivity) rolledUp() rollup.Activity {
	return rollup.Activity{Seq: a.Seq, Group: a.GroupNum, Item: a.ItemNum, Ticks: a.Ticks}
}

// itemActivities reads by item and time, so that few buckets are in use at the same time.
func (b *rollupBackfill) itemActivities() error {
	return statement.Pages(func(after *itemActivity) *gorm.DB {
		return b.db.Select("seq", "group_num", "item_num", "ticks", "actor_num").
			Where("(item_num, ticks, seq) > (?, ?, ?)", after.ItemNum, after.Ticks, after.Seq).
			Order("item_num, ticks, seq")
	}, func(rows []itemActivity) error {
		var r rollup.Rollup
		for _, row := range rows {
			r.ItemActivity(row.rolledUp(), b.sets[row.ActorNum])
		}
		return b.flush(r)
	})
}

// driveActivity contains the columns of a drive activity on which rollups depend.
type driveActivity struct {
	Num, ItemNum    int64
	Action          string
	Ticks, ActorNum int64
}

func (driveActivity) TableName() string { return "drive_activities" }

func (b *rollupBackfill) driveActivities() error {
	return statement.Pages(func(after *driveActivity) *gorm.DB {
		return b.db.Select("num", "item_num", "action", "ticks", "actor_num").Where("num > ?", after.Num).Order("num")
	}, func(rows []driveActivity) error {
		var r rollup.Rollup
		for _, row := range rows {
			action := new(models.ItemActionSet)
			if err := codec.DecodeContent("drive activity", row.Num, row.Action, action); err != nil {
				return err
			}
			r.DriveActivityOfItem(rollup.DriveActivity{Num: row.Num, Item: row.ItemNum, Ticks: row.Ticks}, action, b.sets[row.ActorNum])
		}
		return b.flush(r)
	})
}

func (b *rollupBackfill) flush(r rollup.Rollup) error {
	stored, err := r.Flush(b.db, b.cache)
	b.cache.Remember(stored)
	return err
}
