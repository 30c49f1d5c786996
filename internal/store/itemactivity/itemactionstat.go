package itemactivity

import (
	"context"
	"fmt"

	"github.com/itemactivity/itemactivity/internal/store/drive"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/statistics"
	"github.com/itemactivity/itemactivity/models"
)

// ActionCount returns the number of facts with an action within the window of a stat. It reads
// the rollups.
func (s *Store) ActionCount(ctx context.Context, stat *models.ItemActionStat) (int, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return 0, err
	}
	return statistics.Items.ActionCount(v, stat.Stat, stat.Action)
}

// ActorCount returns the number of distinct actors of an action within the window of a stat. It
// reads the rollups, and returns QUERY_TOO_COMPLEX if the request counts too many actors.
func (s *Store) ActorCount(ctx context.Context, stat *models.ItemActionStat) (int, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return 0, err
	}
	return statistics.Items.ActorCount(v, stat.Stat, stat.Action)
}

// totalCount returns a function that counts the rows of a list by the stat that counts the same facts.
func (s *Store) totalCount(stat *models.ItemActivityStat, action models.CountedAction) func(context.Context) (*int, error) {
	return func(ctx context.Context) (*int, error) {
		n, err := s.ActionCount(ctx, &models.ItemActionStat{Stat: stat, Action: action})
		return &n, err
	}
}

// ActivitiesWithin contains, for each counted action, the list of the drive activities of a
// stat's item with this action within the stat's window.
var ActivitiesWithin = func() (lists [models.CountedActions]read.List[*models.ItemActivityStat, drive.ActivityRow, *models.DriveActivity]) {
	for action := range models.CountedAction(models.CountedActions) {
		lists[action] = read.List[*models.ItemActivityStat, drive.ActivityRow, *models.DriveActivity]{
			Name: "stat %q " + action.String() + " activities", Owner: func(s *models.ItemActivityStat) any { return s.ID },
			Table: object.DriveActivities.Table, Nodes: drive.ActivityNodes,
			Joins: "JOIN drive_activity_actions ON drive_activity_actions.num = drive_activities.num",
			Ticks: "drive_activity_actions.ticks", Num: "drive_activity_actions.num", Key: "drive_activities.num", LatestFirst: true,
			Parent: factsOfStat,
			Of: read.Where(fmt.Sprintf("drive_activity_actions.item_num = ? AND drive_activity_actions.action = %d", action) +
				" AND drive_activity_actions.ticks >= ? AND drive_activity_actions.ticks < ?"),
		}
	}
	return lists
}()

// DriveActivitiesWithin lists the drive activities of a stat's item with an action within the
// stat's window.
func (s *Store) DriveActivitiesWithin(ctx context.Context, stat *models.ItemActivityStat, action models.CountedAction, args models.PageArgs) (*models.DriveActivityConnection, error) {
	c, err := read.Connection(ctx, ActivitiesWithin[action], stat, args)
	c.Count = s.totalCount(stat, action)
	return &models.DriveActivityConnection{Connection: c}, err
}
