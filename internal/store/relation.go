package store

import (
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

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
