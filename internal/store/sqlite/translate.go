package sqlite

import (
	"errors"

	"github.com/mattn/go-sqlite3"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/models"
)

// translating is SQLite's dialect with another ErrorTranslator, to which gorm passes each
// error of a statement.
type translating struct {
	*sqlite.Dialector
	translate func(error) error
}

// Translate implements gorm.ErrorTranslator.
func (d translating) Translate(err error) error { return d.translate(err) }

// translateErrors translates the errors of all statements on a pool.
func translateErrors(db *gorm.DB, translate func(error) error) {
	if dialect, ok := db.Dialector.(*sqlite.Dialector); ok {
		db.TranslateError = true
		db.Dialector = translating{dialect, translate}
	}
}

// translateRead translates an error of a read: it records damage, and the errors that may go
// away are UNAVAILABLE.
func (d *Database) translateRead(err error) error { return unavailableRead(d.damage.record(err)) }

// TranslateWrite adds an UNAVAILABLE to SQLite's error of a write that may succeed later,
// by itself or after an operator's help: a lock, a full disk, a lack of memory. It returns
// any other error as it is.
func TranslateWrite(err error) error {
	return unavailable(err, "The database cannot be written just now. Nothing was stored; try again.")
}

// unavailableRead does the same for a read. Its message does not say whether something was
// stored, as a mutation reads its answer after its commit.
func unavailableRead(err error) error {
	return unavailable(err, "The database cannot be read just now; try again.")
}

func unavailable(err error, message string) error {
	if refusal := new(models.Error); errors.As(err, &refusal) {
		return err
	}
	var fault sqlite3.Error
	if !errors.As(err, &fault) {
		return err
	}
	switch fault.Code {
	case sqlite3.ErrBusy, sqlite3.ErrLocked, sqlite3.ErrFull, sqlite3.ErrReadonly, sqlite3.ErrIoErr, sqlite3.ErrCantOpen, sqlite3.ErrNomem, sqlite3.ErrProtocol:
		return errors.Join(err, &models.Error{Code: models.Unavailable, Message: message, RetryAfter: 1})
	}
	return err
}
