package sqlite

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"github.com/mattn/go-sqlite3"

	"github.com/itemactivity/itemactivity/internal/store/codec"
)

// Explain returns an error for an operator: a sentence that names the file of the
// database, what is wrong with it, and what to do next.
func (d *Database) Explain(err error) error { return explain(d.cfg.Path, err) }

// ExplainFault does the same for the database at a path if SQLite or a damaged row has
// caused the error. It returns any other error as it is.
func ExplainFault(path string, err error) error {
	if _, raw := errors.AsType[sqlite3.Error](err); raw || isDamage(err) {
		return explain(path, err)
	}
	return err
}

// explain does what Explain says. name is the path as the operator gave it.
func explain(name string, err error) error {
	if errors.Is(err, context.Canceled) {
		return fmt.Errorf("stopped before the database %s was open", name)
	}
	if set, ok := errors.AsType[*migrationsError](err); ok {
		return set // whichever database it is
	}
	if content, ok := errors.AsType[*codec.ContentError](err); ok {
		return damaged(name, content)
	}
	fault, ok := errors.AsType[sqlite3.Error](err)
	if !ok {
		return fmt.Errorf("%s: %w", name, err)
	}
	// Where SQLite makes the index of its log it has no code for a full disk.
	if fault.SystemErrno == syscall.ENOSPC || fault.SystemErrno == syscall.EDQUOT {
		fault.Code = sqlite3.ErrFull
	}
	switch fault.Code {
	case sqlite3.ErrInterrupt:
		return fmt.Errorf("stopped before the database %s was open", name)
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
		return damaged(name, fault)
	case sqlite3.ErrFull:
		return fmt.Errorf("%s: its disk is full: make room and try again; nothing of the database was lost", name)
	case sqlite3.ErrIoErr:
		return fmt.Errorf("%s: its disk does not work as it should (%s): see the system's log", name, osCause(fault))
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return fmt.Errorf("%s: another program has locked the file: stop it, and try again", name)
	case sqlite3.ErrPerm, sqlite3.ErrReadonly, sqlite3.ErrCantOpen:
		return fmt.Errorf("%s: SQLite cannot open or make what it needs (%s): it writes the files %[1]s-wal and %[1]s-shm beside the database, so this process needs the right to write in the directory, and descriptors", name, osCause(fault))
	}
	return fmt.Errorf("%s: %v", name, err) //nolint:errorlint // it is a sentence now
}

// damaged returns the error for a damaged file. It says what to do.
func damaged(name string, what error) error {
	return fmt.Errorf("%s is damaged (%v): stop the server, keep a copy of %[1]s and %[1]s-wal, and restore the last good backup (docs/operating.md, Damage)", name, what) //nolint:errorlint // it is a sentence now
}

// osCause is the error of the operating system if there is one, else SQLite's.
func osCause(fault sqlite3.Error) string {
	if fault.SystemErrno != 0 {
		return fault.SystemErrno.Error()
	}
	return fault.Error()
}
