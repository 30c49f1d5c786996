package store

import (
	"context"
	"database/sql"

	"gorm.io/gorm/clause"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/statementlog"
	"github.com/itemactivity/itemactivity/models"
)

// readTx is a read transaction of a store.
type readTx struct {
	read.Tx
	store *Store
}

// read returns the read transaction of the context's request.
func (s *Store) read(ctx context.Context) (readTx, error) {
	if ctx.Err() != nil {
		return readTx{}, context.Cause(ctx)
	}
	caller := auth.FromContext(ctx)
	if caller == nil {
		return readTx{}, auth.ErrNobody
	}
	r := requestOf(ctx)
	if r == nil {
		panic("store: read outside of View and Mutate")
	}
	db, err := r.snapshot.Begin(s.database, caller)
	if err != nil {
		return readTx{}, err
	}
	return readTx{store: s, Tx: read.Tx{
		DB: db.WithContext(ctx), Caller: caller, Now: r.snapshot.Now, Cursors: s.cursors,
		EveryGroup: caller.ReadsEveryGroup(), Batches: r.snapshot.Batches,
	}}, nil
}

func (v readTx) plain() statementlog.Pool { return statementlog.PoolOf(v.DB) }

// row runs a statement of at most one row without gorm, in the same transaction.
// Recording an access asks a handful of single values, and what gorm does for each
// costs more than SQLite's answer.
func (v readTx) row(statement string, args ...any) *sql.Row {
	return v.plain().QueryRowContext(v.DB.Statement.Context, statement, args...)
}

// list is a kind of list that objects have.
type list[P comparable, R read.Positioned, T comparable] = read.List[readTx, P, R, T]

// where is the condition of a list that has nothing but its parent in it.
func where(condition string) func(readTx, []any) clause.Expr {
	return func(_ readTx, parent []any) clause.Expr { return clause.Expr{SQL: condition, Vars: parent} }
}

// relation is the objects of a table that others point to by a number.
type relation[R, T any] = read.Relation[readTx, R, T]

var (
	groups = relation[*models.Group, models.Group]{
		Table: groupTable.Table, Column: "groups.num",
		Num: func(g *models.Group) int64 { return g.Num }, Nodes: asTheyAre[*models.Group],
	}
	drivesOfGroups = relation[*models.Drive, models.Drive]{
		Table: driveTable.Table, Column: "drives.group_num",
		Num: func(d *models.Drive) int64 { return d.GroupNum }, Nodes: asTheyAre[*models.Drive],
	}
	drives = relation[*models.Drive, models.Drive]{
		Table: driveTable.Table, Column: "drives.num",
		Num: func(d *models.Drive) int64 { return d.Num }, Nodes: asTheyAre[*models.Drive],
	}
	driveItems = relation[*models.DriveItem, models.DriveItem]{
		Table: driveItemTable.Table, Column: "drive_items.num",
		Num: func(i *models.DriveItem) int64 { return i.Num }, Nodes: asTheyAre[*models.DriveItem],
	}
	driveActivities = relation[driveActivityRow, models.DriveActivity]{
		Table: driveActivityTable.Table, Column: "drive_activities.num",
		Num: func(r driveActivityRow) int64 { return r.Num }, Nodes: readTx.driveActivities,
	}
	itemActivityStats = relation[itemActivityStatRow, models.ItemActivityStat]{
		Table: itemActivityStatTable.Table, Column: "item_activity_stats.num",
		Num: func(r itemActivityStatRow) int64 { return r.Num }, Nodes: readTx.stats,
	}
	activityKeys = relation[*activityKeyRow, activityKeyRow]{
		Table: activityKeyTable.Table, Column: "activity_keys.num",
		Num: func(k *activityKeyRow) int64 { return k.Num }, Nodes: asTheyAre[*activityKeyRow],
	}
)

func asTheyAre[T any](_ readTx, rows []T) ([]T, error) { return rows, nil }
