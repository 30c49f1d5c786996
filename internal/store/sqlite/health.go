package sqlite

import (
	"errors"

	"gorm.io/gorm"
)

// What Health says. The sentences are for strangers: they name no file, and the log has
// the cause.
var (
	ErrFileGone = errors.New("a file of the database was removed, replaced or overwritten")
	ErrDamage   = errors.New("the database is damaged")
)

// Health is what is wrong with the files, which no commit would show.
func (d *Database) Health() error {
	switch {
	case d.damage.found():
		return ErrDamage
	case d.guard.Check(false) != nil:
		// SQLite goes on writing to files that nobody will find again.
		return ErrFileGone
	}
	return nil
}

// Room tells whether there is room on the disk for large commits.
func (d *Database) Room() error { return d.guard.Room() }

// writePage writes the first page, as SQLite writes a page that was set to what it
// was. Nothing reads the number; goose has a table of its own.
const writePage = "PRAGMA user_version = 0"

// WritePage writes a page and changes nothing. db is a transaction's.
func (d *Database) WritePage(db *gorm.DB) error { return db.Exec(writePage).Error }

// SchemaChanged tells whether another version of the program has migrated the database
// since it was opened. db is a transaction's.
func (d *Database) SchemaChanged(db *gorm.DB) (bool, error) {
	version, err := schemaVersion(db)
	return version != d.to, err
}
