package drive

import (
	"context"
	"fmt"

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

// ActivitiesOfItem is the list of the drive activities of an item.
var ActivitiesOfItem = read.List[*models.DriveItem, ActivityRow, *models.DriveActivity]{
	Name: "item %d activities", Owner: itemNum,
	Table: object.DriveActivities.Table, Nodes: ActivityNodes,
	Ticks: "drive_activities.ticks", Num: "drive_activities.num", LatestFirst: true,
	Parent: itemAlone, Of: read.Where("drive_activities.item_num = ?"),
}

// FilteredActivities returns the lists of those activities of drives that a filter selects.
func FilteredActivities(f models.DriveActivityFilter) read.List[*models.Drive, ActivityRow, *models.DriveActivity] {
	l := ActivitiesIn(ActivitiesOfDrive, f.ObservedDateTime)
	if f.Action == nil {
		return l
	}
	return l.And("with "+f.Action.String(), WithAction(f.Action.String()))
}

// WithAction returns the condition that an activity has the action with a name. The text is that of the
// partial index of the action.
func WithAction(name string) string {
	return "CASE WHEN json_valid(drive_activities.action) THEN json_type(drive_activities.action, '$." + name + "') END IS NOT NULL"
}

// ActivitiesIn returns the lists of those activities of l that happened in a time range, which
// may be nil.
func ActivitiesIn[P comparable](l read.List[P, ActivityRow, *models.DriveActivity], r *models.DateTimeRange) read.List[P, ActivityRow, *models.DriveActivity] {
	if r == nil {
		return l
	}
	from, before := r.Ticks()
	return l.And(fmt.Sprintf("from %d before %d", from, before),
		"drive_activities.ticks >= ? AND drive_activities.ticks < ?", from, before)
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

// DriveActivitiesOf lists the drive activities of an item that happened in a time range, which
// may be nil. It returns BAD_USER_INPUT.
func (s *Store) DriveActivitiesOf(ctx context.Context, i *models.DriveItem, observed *models.DateTimeRange, args models.PageArgs) (*models.DriveActivityConnection, error) {
	if err := (models.DriveActivityFilter{ObservedDateTime: observed}).Validate(); err != nil {
		return nil, err
	}
	c, err := read.Connection(ctx, ActivitiesIn(ActivitiesOfItem, observed), i, args)
	return &models.DriveActivityConnection{Connection: c}, err
}
