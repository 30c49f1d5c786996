package store

import (
	"crypto/rand"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/itemactivity/itemactivity/internal/store/codec"
)

type secretRow struct {
	Name  string `gorm:"primaryKey"`
	Value []byte
}

func (secretRow) TableName() string { return "secrets" }

// databaseSecret returns the random bytes of this database, making them the
// first time.
func databaseSecret(db *gorm.DB) ([]byte, error) {
	row := secretRow{Name: "root", Value: make([]byte, codec.SecretBytes)}
	_, _ = rand.Read(row.Value) // never fails
	if err := db.Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error; err != nil {
		return nil, err
	}
	err := db.Take(&row, "name = ?", "root").Error
	return row.Value, err
}
