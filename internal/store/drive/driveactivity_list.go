package drive

import (
	"context"
	"fmt"

	"gorm.io/gorm/clause"

	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// ActivitiesOfDrive are the lists of the activities of a drive.
var ActivitiesOfDrive = read.List[*models.Drive, ActivityRow, *models.DriveActivity]{
	Name: "drive %d activities", Owner: driveNum,
	Table: object.DriveActivities.Table, Nodes: ActivityNodes,
	Ticks: "drive_activities.ticks", Num: "drive_activities.num", LatestFirst: true,
	Parent: groupOfDrive, Of: read.Where("drive_activities.group_num = ?"),
}

// FilteredActivities returns the lists of those activities of drives that a filter selects.
func FilteredActivities(f models.DriveActivityFilter) read.List[*models.Drive, ActivityRow, *models.DriveActivity] {
	l := ActivitiesOfDrive
	var condition clause.Expr
	if f.ObservedDateTime != nil {
		from, before := f.ObservedDateTime.Ticks()
		l.Name += fmt.Sprintf(" from %d before %d", from, before)
		condition.SQL += " AND drive_activities.ticks >= ? AND drive_activities.ticks < ?"
		condition.Vars = append(condition.Vars, from, before)
	}
	if f.Action != nil {
		l.Name += " with " + f.Action.String()
		// The text is that of the partial index of the action.
		condition.SQL += " AND CASE WHEN json_valid(drive_activities.action) THEN json_type(drive_activities.action, '$." + f.Action.String() + "') END IS NOT NULL"
	}
	of := l.Of
	l.Of = func(v read.Tx, parent []any) clause.Expr {
		listed := of(v, parent)
		return clause.Expr{SQL: listed.SQL + condition.SQL, Vars: append(append([]any(nil), listed.Vars...), condition.Vars...)}
	}
	return l
}

// DriveActivities lists what happened to the items of a drive, as far as a filter selects
// it. It returns BAD_USER_INPUT.
func (s *Store) DriveActivities(ctx context.Context, d *models.Drive, f models.DriveActivityFilter, args models.PageArgs) (*models.DriveActivityConnection, error) {
	if err := f.Validate(); err != nil {
		return nil, err
	}
	c, err := read.Connection(ctx, FilteredActivities(f), d, args)
	return &models.DriveActivityConnection{Connection: c}, err
}
