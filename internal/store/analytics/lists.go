package analytics

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/store/drive"
	"github.com/itemactivity/itemactivity/internal/store/itemactivity"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// ActivitiesWithin contains, for each counted action of drive activities, the list of the activities of
// a stat's drive with this action within the stat's window.
var ActivitiesWithin = func() (lists [models.CountedActions]read.List[*models.DriveActivityStat, drive.ActivityRow, *models.DriveActivity]) {
	for action := models.Creations; action < models.CountedActions; action++ {
		lists[action] = read.List[*models.DriveActivityStat, drive.ActivityRow, *models.DriveActivity]{
			Name: "drive stat %q " + action.String() + " activities", Owner: itemactivity.NameOfDriveStat,
			Table: object.DriveActivities.Table, Nodes: drive.ActivityNodes,
			Ticks: "drive_activities.ticks", Num: "drive_activities.num", LatestFirst: true,
			Parent: itemactivity.FactsOfDriveStat,
			Of: read.Where("drive_activities.group_num = ? AND drive_activities.ticks >= ? AND drive_activities.ticks < ? AND " +
				drive.WithAction(action.String())),
		}
	}
	return lists
}()

// ItemActivitiesOfDrive lists the accesses to the items of a stat's drive within its window.
func (s *Store) ItemActivitiesOfDrive(ctx context.Context, stat *models.DriveActivityStat, args models.PageArgs) (*models.ItemActivityConnection, error) {
	c, err := read.Connection(ctx, itemactivity.ActivitiesOfDriveStat, stat, args)
	c.Count = s.totalCount(stat, models.Accesses)
	return &models.ItemActivityConnection{Connection: c}, err
}

// DriveActivitiesOfDrive lists the drive activities of a stat's drive with an action within its window.
func (s *Store) DriveActivitiesOfDrive(ctx context.Context, stat *models.DriveActivityStat, action models.CountedAction, args models.PageArgs) (*models.DriveActivityConnection, error) {
	c, err := read.Connection(ctx, ActivitiesWithin[action], stat, args)
	c.Count = s.totalCount(stat, action)
	return &models.DriveActivityConnection{Connection: c}, err
}

// totalCount returns a function that counts the rows of a list by the stat that counts the same facts.
func (s *Store) totalCount(stat *models.DriveActivityStat, action models.CountedAction) func(context.Context) (*int, error) {
	return func(ctx context.Context) (*int, error) {
		n, err := s.DriveActionCount(ctx, &models.DriveActionStat{Stat: stat, Action: action})
		return &n, err
	}
}
