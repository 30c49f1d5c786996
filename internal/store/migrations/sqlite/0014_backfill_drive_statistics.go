package sqlite

import (
	"context"
	"database/sql"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/rollup"
)

func init() { register(backfillDriveStatistics) }

// backfillDriveStatistics returns the migration to version 14, which adds the drive activities to the
// statistics of drives. A projector adds the accesses.
func backfillDriveStatistics(db *gorm.DB) func(context.Context, *sql.Tx) error {
	return func(ctx context.Context, tx *sql.Tx) error {
		within := db.Session(&gorm.Session{Context: ctx, NewDB: true})
		within.Statement.ConnPool = tx
		_, err := rollup.AddDriveActivities(within, (*rollup.Rollup).DriveActivityOfDrive)
		return err
	}
}
