package sqlite

import (
	"errors"

	"github.com/mattn/go-sqlite3"

	"github.com/itemactivity/itemactivity/models"
)

// TranslateWrite makes an UNAVAILABLE of a fault of writing that goes away by itself or
// by an operator's hand. It returns any other error as it is.
func TranslateWrite(err error) error {
	return unavailable(err, "The database cannot be written just now. Nothing was stored; try again.")
}

// TranslateRead does the same for a fault of reading. It says nothing of what was
// stored: a mutation reads its answer after it was committed.
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
