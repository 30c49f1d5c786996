package store

import (
	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/models"
)

// relation is the objects of a table that others point to by a number.
type relation[R, T any] struct {
	Table  table
	Column string
	Num    func(R) int64
	Nodes  func(readTx, []R) ([]*T, error)
}

var (
	groups = relation[*models.Group, models.Group]{
		groupTable, "groups.num", func(g *models.Group) int64 { return g.Num }, asTheyAre[*models.Group],
	}
	drivesOfGroups = relation[*models.Drive, models.Drive]{
		driveTable, "drives.group_num", func(d *models.Drive) int64 { return d.GroupNum }, asTheyAre[*models.Drive],
	}
	drives = relation[*models.Drive, models.Drive]{
		driveTable, "drives.num", func(d *models.Drive) int64 { return d.Num }, asTheyAre[*models.Drive],
	}
	driveItems = relation[*models.DriveItem, models.DriveItem]{
		driveItemTable, "drive_items.num", func(i *models.DriveItem) int64 { return i.Num }, asTheyAre[*models.DriveItem],
	}
	driveActivities = relation[driveActivityRow, models.DriveActivity]{
		driveActivityTable, "drive_activities.num", func(r driveActivityRow) int64 { return r.Num }, readTx.driveActivities,
	}
	itemActivityStats = relation[itemActivityStatRow, models.ItemActivityStat]{
		itemActivityStatTable, "item_activity_stats.num", func(r itemActivityStatRow) int64 { return r.Num }, readTx.stats,
	}
	activityKeys = relation[*activityKeyRow, activityKeyRow]{
		activityKeyTable, "activity_keys.num", func(k *activityKeyRow) int64 { return k.Num }, asTheyAre[*activityKeyRow],
	}
)

func asTheyAre[T any](_ readTx, rows []T) ([]T, error) { return rows, nil }

// load returns the objects under the numbers, but for those that the caller may
// not see, as a batch.
func (r relation[R, T]) Load(v readTx, nums []int64) (map[int64]*T, error) {
	var rows []R
	for rest := nums; len(rest) > 0; {
		some := rest[:min(len(rest), rowsAtOnce)]
		rest = rest[len(some):]
		q := v.DB.Table(r.Table.Name).Where(r.Column+" IN (SELECT value FROM json_each(?))", codec.JSONNumbers(some)).
			Scopes(v.Within(r.Table.Group))
		found, err := readRows(v, q, func(row R) R { return row })
		if err != nil {
			return nil, err
		}
		rows = append(rows, found...)
	}
	made, err := r.Nodes(v, rows)
	if err != nil {
		return nil, err
	}
	MakeBatch(v, made)
	loaded := make(map[int64]*T, len(rows))
	for i, row := range rows {
		loaded[r.Num(row)] = made[i]
	}
	return loaded, nil
}

// related returns the object that a field of p points to, by the number that
// to gives; nil where that is 0, or the caller may see nothing there.
func Related[P comparable, R, T any](v readTx, field string, r relation[R, T], p P, to func(P) int64) (*T, error) {
	all, objects := LoadFor[map[int64]*T](v, p, field)
	defer objects.Unlock()
	if !objects.Done {
		objects.Set(r.Load(v, Numbers(all, to)))
	}
	return objects.Value[to(p)], objects.Err
}

// numbers are what all the objects point to, each once.
func Numbers[P any](all []P, to func(P) int64) []int64 {
	nums := make([]int64, 0, len(all))
	known := make(map[int64]bool, len(all))
	for _, p := range all {
		if num := to(p); num != 0 && !known[num] {
			known[num] = true
			nums = append(nums, num)
		}
	}
	return nums
}
