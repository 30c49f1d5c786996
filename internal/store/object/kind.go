// Package object has what all objects have in common: the kind, the table and the id.
package object

import "github.com/itemactivity/itemactivity/internal/store/read"

// Kind is the kind of object that an id belongs to. The numbers are stored.
type Kind int

// The kinds of objects.
const (
	// 1 was users, whose ids are in their own table.

	Group Kind = iota + 2
	Drive
	DriveItem
	DriveActivity
	ItemActivityStat
	// ItemActivity is only part of an idempotent id: item activities have an
	// index of ids of their own.
	ItemActivity
	// IdempotencyKey is, among the ids, what an idempotency key was used for: the id is made by
	// the key, and the content is that of the mutation. There is no object.
	IdempotencyKey
)

// Table is the table that has the objects of a kind.
type Table struct {
	Kind Kind
	read.Table
}

// The tables of the objects. Activity keys have no ids.
var (
	Groups            = Table{Group, read.Table{Name: "groups", Group: "groups.num"}}
	Drives            = Table{Drive, read.Table{Name: "drives", Group: "drives.group_num"}}
	DriveItems        = Table{DriveItem, read.Table{Name: "drive_items", Group: "drive_items.group_num"}}
	DriveActivities   = Table{DriveActivity, read.Table{Name: "drive_activities", Group: "drive_activities.group_num"}}
	ActivityKeys      = Table{0, read.Table{Name: "activity_keys", Group: "activity_keys.group_num"}}
	ItemActivities    = Table{ItemActivity, read.Table{Name: "item_activities", Group: "item_activities.group_num"}}
	ItemActivityStats = Table{ItemActivityStat, read.Table{Name: "item_activity_stats", Group: "item_activity_stats.group_num"}}
)
