package sqlite

import (
	"errors"

	"github.com/mattn/go-sqlite3"

	"github.com/itemactivity/itemactivity/models"
)

// TranslateWrite adds an UNAVAILABLE to SQLite's error of a write that may succeed later,
// by itself or after an operator's help: a lock, a full disk, a lack of memory. It returns
// any other error as it is.
func TranslateWrite(err error) error {
	return unavailable(err, "The database cannot be written just now. Nothing was stored; try again.")
}

// TranslateRead does the same for a read. Its message does not say whether something was
// stored, as a mutation reads its answer after its commit.
func TranslateRead(err error) error {
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
