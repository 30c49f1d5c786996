// Package rebuild empties the tables that are derived from the facts of a database.
package rebuild

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/itemactivity/itemactivity/internal/store/activitylog"
	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/internal/store/sqlite"
)

// Result contains the numbers of facts from which the tables are filled.
type Result struct{ IdentitySets, DriveActivities, ItemActivities int64 }

// Empty empties the derived tables, and fills them with everything except item activities, in one
// transaction. After the transaction the state of each projection says that it contains no item
// activity, so a projector adds all of them. If a fact cannot be read, or the process ends before,
// the database remains unchanged.
func Empty(ctx context.Context, database *sqlite.Database) (done Result, err error) {
	tx, err := database.BeginWrite()
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, tx.End()) }()
	// Statements on whole tables are slow, and their errors are returned.
	db := tx.DB.Session(&gorm.Session{Context: ctx, Logger: logger.Discard})
	// They are read again after the transaction. If one cannot be read, nothing is emptied.
	if done.ItemActivities, err = activitylog.Check(db); err != nil {
		return done, fmt.Errorf("item activities: %w", err)
	}
	if err := projection.Reset(db); err != nil {
		return done, err
	}
	if err := empty(db, identity.SetActorRow{}.TableName()); err != nil {
		return done, err
	}
	if done.IdentitySets, err = identity.FillSetActors(db); err != nil {
		return done, fmt.Errorf("identity sets: %w", err)
	}
	if err := db.Exec("DELETE FROM actors WHERE num NOT IN (SELECT actor_num FROM identity_set_actors)").Error; err != nil {
		return done, fmt.Errorf("actors: %w", err)
	}
	if err := empty(db, rollup.DriveActivityActionRow{}.TableName()); err != nil {
		return done, err
	}
	if done.DriveActivities, err = rollup.AddDriveActivities(db, (*rollup.Rollup).DriveActivity); err != nil {
		return done, fmt.Errorf("drive activities: %w", err)
	}
	return done, tx.Commit()
}

// empty deletes all rows of a table.
func empty(db *gorm.DB, table string) error { return db.Exec("DELETE FROM " + table).Error }
