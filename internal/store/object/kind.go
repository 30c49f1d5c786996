// Package object contains what all objects share: kinds, tables, and the lookup by id.
package object

import "github.com/itemactivity/itemactivity/internal/store/read"

// Kind is the kind of object that an id belongs to. The numbers are stored.
type Kind int

// The kinds of objects.
const (
	// 1 was the kind of users. Their ids are in the table users.

	Group Kind = iota + 2
	Drive
	DriveItem
	DriveActivity
	ItemActivityStat
	// ItemActivity is not in the table ids, because item_activities has its own index of ids.
	// It is used to derive ids from idempotency keys.
	ItemActivity
	// IdempotencyKey is the kind of the use of an idempotency key. The id is derived from the
	// key, and the content is the digest of the mutation. There is no object.
	IdempotencyKey
)

// Table is the table of the objects of a kind.
type Table struct {
	Kind Kind
	read.Table
}

// The tables of the objects. Activity keys have no ids and no kind.
var (
	Groups            = Table{Group, read.Table{Name: "groups", Group: "groups.num"}}
	Drives            = Table{Drive, read.Table{Name: "drives", Group: "drives.group_num"}}
	DriveItems        = Table{DriveItem, read.Table{Name: "drive_items", Group: "drive_items.group_num"}}
	DriveActivities   = Table{DriveActivity, read.Table{Name: "drive_activities", Group: "drive_activities.group_num"}}
	ActivityKeys      = Table{0, read.Table{Name: "activity_keys", Group: "activity_keys.group_num"}}
	ItemActivities    = Table{ItemActivity, read.Table{Name: "item_activities", Group: "item_activities.group_num"}}
	ItemActivityStats = Table{ItemActivityStat, read.Table{Name: "item_activity_stats", Group: "item_activity_stats.group_num"}}
)
