package rollup

import "github.com/itemactivity/itemactivity/models"

// ItemActionCountRow is the number of facts of an item in a bucket.
type ItemActionCountRow struct {
	ItemNum int64                `gorm:"primaryKey"`
	Day     models.Day           `gorm:"primaryKey"`
	Action  models.CountedAction `gorm:"primaryKey"`
	Count   int64
}

// TableName implements gorm's Tabler.
func (ItemActionCountRow) TableName() string { return Items.counts }

// ActivityActorRow says that an identity is part of the actor of an item activity.
type ActivityActorRow struct {
	ActorNum int64 `gorm:"primaryKey"`
	GroupNum int64 `gorm:"primaryKey"`
	Ticks    int64 `gorm:"primaryKey"`
	Seq      int64 `gorm:"primaryKey"`
}

// TableName implements gorm's Tabler.
func (ActivityActorRow) TableName() string { return "activity_actors" }

// DriveActivityActionRow says that a drive activity has a counted action.
type DriveActivityActionRow struct {
	ItemNum int64                `gorm:"primaryKey"`
	Action  models.CountedAction `gorm:"primaryKey"`
	Ticks   int64                `gorm:"primaryKey"`
	Num     int64                `gorm:"primaryKey"`
}

// TableName implements gorm's Tabler.
func (DriveActivityActionRow) TableName() string { return "drive_activity_actions" }

// ItemActionActorsRow is a set of actors of a bucket of an item. It contains those whose numbers have
// the same high bits.
type ItemActionActorsRow struct {
	ItemNum int64                `gorm:"primaryKey"`
	Action  models.CountedAction `gorm:"primaryKey"`
	Day     models.Day           `gorm:"primaryKey"`
	High    int64                `gorm:"primaryKey"`
	Actors  []byte
}

// TableName implements gorm's Tabler.
func (ItemActionActorsRow) TableName() string { return Items.actors }

// DriveActionCountRow is the number of facts of a group in a bucket.
type DriveActionCountRow struct {
	GroupNum int64                `gorm:"primaryKey"`
	Day      models.Day           `gorm:"primaryKey"`
	Action   models.CountedAction `gorm:"primaryKey"`
	Count    int64
}

// TableName implements gorm's Tabler.
func (DriveActionCountRow) TableName() string { return Drives.counts }

// DriveActionActorsRow is a set of actors of a bucket of a group, as ItemActionActorsRow.
type DriveActionActorsRow struct {
	GroupNum int64                `gorm:"primaryKey"`
	Action   models.CountedAction `gorm:"primaryKey"`
	Day      models.Day           `gorm:"primaryKey"`
	High     int64                `gorm:"primaryKey"`
	Actors   []byte
}

// TableName implements gorm's Tabler.
func (DriveActionActorsRow) TableName() string { return Drives.actors }
