package sqlite

import (
	"errors"

	"github.com/mattn/go-sqlite3"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/models"
)

// translating is SQLite's dialect with a different ErrorTranslator. gorm passes each error
// of a statement to it.
type translating struct {
	*sqlite.Dialector
	translate func(error) error
}

// Translate implements gorm.ErrorTranslator.
func (d translating) Translate(err error) error { return d.translate(err) }

// translateErrors translates the errors of all statements on a pool.
func translateErrors(db *gorm.DB, translate func(error) error) error {
	if dialect, ok := db.Dialector.(*sqlite.Dialector); ok {
		db.TranslateError = true
		db.Dialector = translating{dialect, translate}
	}
	// The statements of Rows, and so of Scan, bypass the ErrorTranslator.
	return db.Callback().Row().After("gorm:row").Register("itemactivity:translate", func(db *gorm.DB) {
		if db.Error != nil {
			db.Error = translate(db.Error)
		}
	})
}

// translateRead translates an error of a read. It records damage, and adds UNAVAILABLE to
// errors that may be temporary.
func (d *Database) translateRead(err error) error { return unavailableRead(d.damage.record(err)) }

// TranslateWrite adds UNAVAILABLE to an error of SQLite if the write may succeed later, by
// itself or after an operator's action. Examples are a lock, a full disk or a lack of
// memory. It returns any other error unchanged.
func TranslateWrite(err error) error {
	return unavailable(err, unwritableMessage)
}

const unwritableMessage = "The database cannot be written at the moment. This change was not stored. Try again."

// unavailableRead does the same for a read. Its message does not say whether something was
// stored, because a mutation reads its response after its commit.
func unavailableRead(err error) error {
	return unavailable(err, "The database cannot be read at the moment. Try again.")
}

func unavailable(err error, message string) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*models.Error](err); ok {
		return err
	}
	fault, ok := errors.AsType[sqlite3.Error](err)
	if !ok {
		return err
	}
	switch fault.Code {
	case sqlite3.ErrBusy, sqlite3.ErrLocked, sqlite3.ErrFull, sqlite3.ErrReadonly, sqlite3.ErrIoErr, sqlite3.ErrCantOpen, sqlite3.ErrNomem, sqlite3.ErrProtocol:
		return errors.Join(err, &models.Error{Code: models.Unavailable, Message: message, RetryAfter: 1})
	}
	return err
}

// IsDuplicate reports whether an error says that the key of a row is in use.
func IsDuplicate(err error) bool {
	fault, ok := errors.AsType[sqlite3.Error](err)
	return ok && (fault.ExtendedCode == sqlite3.ErrConstraintUnique || fault.ExtendedCode == sqlite3.ErrConstraintPrimaryKey)
}
