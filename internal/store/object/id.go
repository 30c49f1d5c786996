package object

import "github.com/itemactivity/itemactivity/models"

// SQL expressions for an id that is sent as JSON. An id is a BLOB or TEXT, and JSON has no BLOB.
// Therefore the id is sent as two values, of which one is null.
const (
	IDOfParts = "coalesce(unhex(?), ?)"
	IDOfSent  = "coalesce(unhex(sent.value->>0), sent.value->>1)"
)

// IDRow is a row of ids. It contains the object that an id belongs to, and a digest of the input
// with which the object was created.
type IDRow struct {
	ID      models.ID `gorm:"primaryKey"`
	Kind    Kind
	Num     int64
	Content []byte
}

// TableName implements gorm's Tabler.
func (IDRow) TableName() string { return "ids" }
