package sqlite

import (
	"errors"

	"gorm.io/gorm"
)

// The errors of Health. Anybody may read them, so they do not name the file. The cause is
// in the log.
var (
	ErrFileGone    = errors.New("a file of the database was removed, replaced or overwritten")
	ErrFileDamaged = errors.New("the database is damaged")
)

// Health returns a fault of the files that a commit would not show: ErrFileDamaged,
// ErrFileGone, or nil.
func (d *Database) Health() error {
	switch {
	case d.damage.found():
		return ErrFileDamaged
	case d.guard.Check(false) != nil:
		// SQLite continues to write to files that the next start does not find.
		return ErrFileGone
	}
	return nil
}

// Room returns an error if the disk has no room for a large commit. It returns nil if the
// file system cannot determine this.
func (d *Database) Room() error { return d.guard.Room() }

// writePage makes SQLite write the first page without a change. The number is not used,
// because goose stores the version in its own table.
const writePage = "PRAGMA user_version = 0"

// WritePage writes a page without changing its content, so that the next commit shows
// whether the disk can be written. db is the session of a transaction.
func (d *Database) WritePage(db *gorm.DB) error { return db.Exec(writePage).Error }

// SchemaChanged reports whether another version of the program has migrated the database
// since it was opened. db is the session of a transaction.
func (d *Database) SchemaChanged(db *gorm.DB) (bool, error) {
	version, err := schemaVersion(db)
	return version != d.to, err
}
