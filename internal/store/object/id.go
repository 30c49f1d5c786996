package object

import "github.com/itemactivity/itemactivity/models"

// An id is bytes or text: JSON, which has only text, carries it as two parts, of
// which one is null.
const (
	IDOfParts = "coalesce(unhex(?), ?)"
	IDOfSent  = "coalesce(unhex(sent.value->>0), sent.value->>1)"
)

// IDRow says which object an id belongs to, and with what content it was created.
type IDRow struct {
	ID      models.ID `gorm:"primaryKey"`
	Kind    Kind
	Num     int64
	Content []byte
}

// TableName implements gorm's Tabler.
func (IDRow) TableName() string { return "ids" }
