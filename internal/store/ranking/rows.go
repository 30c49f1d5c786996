package ranking

import "github.com/itemactivity/itemactivity/models"

// ItemRow is the number of activities of an item with an action in a period.
type ItemRow struct {
	GroupNum int64                `gorm:"primaryKey"`
	Action   models.CountedAction `gorm:"primaryKey"`
	Period   Period               `gorm:"primaryKey"`
	ItemNum  int64                `gorm:"primaryKey"`
	Count    int64
}

// TableName implements gorm's Tabler.
func (ItemRow) TableName() string { return "active_items" }

// ActorRow is the number of activities of a counted actor with an action in a period.
type ActorRow struct {
	GroupNum int64                `gorm:"primaryKey"`
	Action   models.CountedAction `gorm:"primaryKey"`
	Period   Period               `gorm:"primaryKey"`
	ActorNum int64                `gorm:"primaryKey"`
	Count    int64
	// LastNum is the number of the activity that was recorded last: the seq of an access, or the num of
	// a drive activity.
	LastNum int64
}

// TableName implements gorm's Tabler.
func (ActorRow) TableName() string { return "active_actors" }
