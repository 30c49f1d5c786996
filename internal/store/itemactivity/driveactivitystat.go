package itemactivity

import (
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// ActivitiesOfDriveStat is the list of the accesses to the items of a drive within the window of a stat.
var ActivitiesOfDriveStat = read.List[*models.DriveActivityStat, Row, *models.ItemActivity]{
	Name: "drive stat %q activities", Owner: NameOfDriveStat,
	Table: object.ItemActivities.Table, Nodes: itemActivityNodes,
	Joins: "JOIN group_timelines ON group_timelines.seq = item_activities.seq", Index: &groupTimelines,
	Ticks: "group_timelines.ticks", Num: "group_timelines.seq", Key: "item_activities.seq", LatestFirst: true,
	Parent:  FactsOfDriveStat,
	Of:      read.Where("group_timelines.group_num = ? AND group_timelines.ticks >= ? AND group_timelines.ticks < ?"),
	Lacking: lackingOfDriveStats,
}

// NameOfDriveStat returns the name of a stat of a drive for read.List.Owner. The name of the last seven
// days is the same on every day, so that cursors remain valid.
func NameOfDriveStat(s *models.DriveActivityStat) any { return s.Window.ID(s.Drive.ID) }

// FactsOfDriveStat returns the parent values of the lists of a stat of a drive: the number of the group,
// and the range of times in ticks.
func FactsOfDriveStat(_ read.Tx, s *models.DriveActivityStat) []any {
	return []any{s.Drive.GroupNum, s.Window.Start.Start(), s.Window.End.Start()}
}

// lackingOfDriveStats finds the accesses within the windows of stats that the timelines of their groups
// lack. The accesses of each group are read once.
func lackingOfDriveStats(v read.Tx, stats []*models.DriveActivityStat, use lackingRow) error {
	of := make(map[int64][]int)
	var groups []int64
	for i, s := range stats {
		group := s.Drive.GroupNum
		if of[group] == nil {
			groups = append(groups, group)
		}
		of[group] = append(of[group], i)
	}
	for _, group := range groups {
		places := of[group]
		keys, ranges := make([]int64, len(places)), make([]ticksRange, len(places))
		for n, i := range places {
			w := stats[i].Window
			keys[n], ranges[n] = group, ticksRange{w.Start.Start(), w.End.Start()}
		}
		entries, err := v.Projections.OfGroup(v.DB, group)
		if err := lackingWithin(v, entries, err, keys, ranges, groupOf,
			func(n int, at read.Position, row *Row) { use(places[n], at, row) }); err != nil {
			return err
		}
	}
	return nil
}
