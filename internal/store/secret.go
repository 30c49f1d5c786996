package store

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// secretSize is the number of random bytes that a new database gets.
const secretSize = 32

type secretRow struct {
	Name  string `gorm:"primaryKey"`
	Value []byte
}

func (secretRow) TableName() string { return "secrets" }

// databaseSecret returns the random bytes of this database, making them the
// first time.
func databaseSecret(db *gorm.DB) ([]byte, error) {
	row := secretRow{Name: "root", Value: make([]byte, secretSize)}
	_, _ = rand.Read(row.Value) // never fails
	if err := db.Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error; err != nil {
		return nil, err
	}
	err := db.Take(&row, "name = ?", "root").Error
	return row.Value, err
}

// derive makes the key for one purpose out of the database's secret.
func derive(secret []byte, purpose string) ([]byte, error) {
	return hkdf.Key(sha256.New, secret, nil, purpose, secretSize)
}
