package sqlite

import (
	"context"
	"database/sql"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

func init() { register(backfillDriveStatistics) }

// backfillDriveStatistics returns the migration to version 14, which adds the drive activities to the
// statistics of drives. A projector adds the accesses.
func backfillDriveStatistics(db *gorm.DB) func(context.Context, *sql.Tx) error {
	return func(ctx context.Context, tx *sql.Tx) error {
		within := db.Session(&gorm.Session{Context: ctx, NewDB: true})
		within.Statement.ConnPool = tx
		cache := rollup.NewCache(rollup.ActivitySetBytes)
		return statement.Pages(func(after *driveActivity) *gorm.DB {
			return within.Select("num", "group_num", "item_num", "action", "ticks", "actor_num").Where("num > ?", after.Num).Order("num")
		}, func(rows []driveActivity) error { return addDriveActivities(within, rows, cache) })
	}
}

// addDriveActivities adds drive activities to the statistics of their drives.
func addDriveActivities(db *gorm.DB, rows []driveActivity, cache *rollup.Cache) error {
	refs := make(map[int64]identity.SetRef)
	for _, row := range rows {
		refs[row.ActorNum] = identity.SetRef{Num: row.ActorNum}
	}
	if err := identity.ReadRefs(db, refs); err != nil {
		return err
	}
	var r rollup.Rollup
	for _, row := range rows {
		action := new(models.ItemActionSet)
		if err := codec.DecodeContent("drive activity", row.Num, row.Action, action); err != nil {
			return err
		}
		r.DriveActivityOfDrive(rollup.DriveActivity{Num: row.Num, Group: row.GroupNum, Item: row.ItemNum, Ticks: row.Ticks}, action, refs[row.ActorNum])
	}
	stored, err := r.Flush(db, cache)
	cache.Remember(stored)
	return err
}
