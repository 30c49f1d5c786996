package rollup

import "github.com/itemactivity/itemactivity/models"

// ItemActionCountRow is how many facts a bucket has.
type ItemActionCountRow struct {
	ItemNum int64                `gorm:"primaryKey"`
	Day     models.Day           `gorm:"primaryKey"`
	Action  models.CountedAction `gorm:"primaryKey"`
	Count   int64
}

// TableName is gorm's.
func (ItemActionCountRow) TableName() string { return "item_action_counts" }

// ActivityActorRow is an item activity, by an identity of its actor.
type ActivityActorRow struct {
	ActorNum int64 `gorm:"primaryKey"`
	GroupNum int64 `gorm:"primaryKey"`
	Ticks    int64 `gorm:"primaryKey"`
	Seq      int64 `gorm:"primaryKey"`
}

// TableName is gorm's.
func (ActivityActorRow) TableName() string { return "activity_actors" }

// DriveActivityActionRow is a drive activity, by a counted action.
type DriveActivityActionRow struct {
	ItemNum int64                `gorm:"primaryKey"`
	Action  models.CountedAction `gorm:"primaryKey"`
	Ticks   int64                `gorm:"primaryKey"`
	Num     int64                `gorm:"primaryKey"`
}

// TableName is gorm's.
func (DriveActivityActionRow) TableName() string { return "drive_activity_actions" }

// ItemActionActorsRow is a set of the actors of a bucket.
type ItemActionActorsRow struct {
	ItemNum int64                `gorm:"primaryKey"`
	Action  models.CountedAction `gorm:"primaryKey"`
	Day     models.Day           `gorm:"primaryKey"`
	High    int64                `gorm:"primaryKey"`
	Actors  []byte
}

// TableName is gorm's.
func (ItemActionActorsRow) TableName() string { return "item_action_actors" }
