package identity

import (
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/models"
)

// ActorRow is an actor, identified by the id or the name of an identity.
type ActorRow struct {
	Num    int64 `gorm:"primaryKey"`
	Slot   models.ActorSlot
	ByName int
	Value  string
}

// TableName implements gorm's Tabler.
func (ActorRow) TableName() string { return "actors" }

// NewActorRow returns the row of a key, without its number.
func NewActorRow(key models.ActorKey) *ActorRow {
	row := &ActorRow{Slot: key.Slot, Value: key.Value}
	if key.ByName {
		row.ByName = 1
	}
	return row
}

// Among selects the row of the actor with the same key.
func (r *ActorRow) Among(db *gorm.DB) *gorm.DB {
	return db.Where("slot = ? AND by_name = ? AND value = ?", r.Slot, r.ByName, r.Value)
}

// Key returns the key of the actor.
func (r *ActorRow) Key() models.ActorKey {
	return models.ActorKey{Slot: r.Slot, ByName: r.ByName != 0, Value: r.Value}
}
