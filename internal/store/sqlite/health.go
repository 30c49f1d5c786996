package sqlite

import (
	"errors"

	"gorm.io/gorm"
)

// The errors of Health. Strangers may read them, so they name no file; the log has the
// cause.
var (
	ErrFileGone    = errors.New("a file of the database was removed, replaced or overwritten")
	ErrFileDamaged = errors.New("the database is damaged")
)

// Health returns what is wrong with the files, which a commit would not show: ErrFileDamaged,
// ErrFileGone, or nil.
func (d *Database) Health() error {
	switch {
	case d.damage.found():
		return ErrFileDamaged
	case d.guard.Check(false) != nil:
		// SQLite goes on writing to files that nobody will find again.
		return ErrFileGone
	}
	return nil
}

// Room returns an error if the disk has no room for a large commit. It is nil where the
// file system cannot tell.
func (d *Database) Room() error { return d.guard.Room() }

// writePage writes the first page, as SQLite writes a page that was set to what it
// was. Nothing reads the number; goose has a table of its own.
const writePage = "PRAGMA user_version = 0"

// WritePage writes a page without a change of its content, so that the next commit shows
// whether the disk can be written. db is the session of a transaction.
func (d *Database) WritePage(db *gorm.DB) error { return db.Exec(writePage).Error }

// SchemaChanged tells whether another version of the program has migrated the database
// since it was opened. db is the session of a transaction.
func (d *Database) SchemaChanged(db *gorm.DB) (bool, error) {
	version, err := schemaVersion(db)
	return version != d.to, err
}
