package sqlite

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"github.com/mattn/go-sqlite3"

	"github.com/itemactivity/itemactivity/models"
)

// Explain returns an error for an operator. It names the file of the database, the fault,
// and the next step.
func (d *Database) Explain(err error) error { return explain(d.cfg.Path, err) }

// ExplainFault does the same for the database at a path if SQLite or a damaged row caused
// the error. It returns any other error unchanged.
func ExplainFault(path string, err error) error {
	if _, raw := errors.AsType[sqlite3.Error](err); raw || isDamage(err) {
		return explain(path, err)
	}
	return err
}

// explain implements Explain. name is the path as the operator specified it.
func explain(name string, err error) error {
	if errors.Is(err, context.Canceled) {
		return fmt.Errorf("interrupted while opening the database %s", name)
	}
	if set, ok := errors.AsType[*migrationsError](err); ok {
		return set // it does not depend on the database
	}
	if content, ok := errors.AsType[*models.ContentError](err); ok {
		if content.Derived {
			return fmt.Errorf("%s is damaged (%v): stop the server, keep a copy of %[1]s and %[1]s-wal, and run itemactivity rebuild (docs/operating.md, Damage)", name, content) //nolint:errorlint // the message is for an operator
		}
		return damaged(name, content)
	}
	fault, ok := errors.AsType[sqlite3.Error](err)
	if !ok {
		return fmt.Errorf("%s: %w", name, err)
	}
	// When SQLite creates the index of its log, it has no code for a full disk.
	if fault.SystemErrno == syscall.ENOSPC || fault.SystemErrno == syscall.EDQUOT {
		fault.Code = sqlite3.ErrFull
	}
	switch fault.Code {
	case sqlite3.ErrInterrupt:
		return fmt.Errorf("interrupted while opening the database %s", name)
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
		return damaged(name, fault)
	case sqlite3.ErrFull:
		return fmt.Errorf("%s: the disk is full: free some space and try again; the database has lost no data", name)
	case sqlite3.ErrIoErr:
		return fmt.Errorf("%s: the disk reports errors (%s): see the system log", name, osCause(fault))
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return fmt.Errorf("%s: another program has locked the file: stop it, and try again", name)
	case sqlite3.ErrPerm, sqlite3.ErrReadonly, sqlite3.ErrCantOpen:
		return fmt.Errorf("%s: SQLite cannot open or create a file (%s): it writes %[1]s-wal and %[1]s-shm in the same directory, so this process needs permission to write there, and free file descriptors", name, osCause(fault))
	}
	return fmt.Errorf("%s: %v", name, err) //nolint:errorlint // the message is for an operator
}

// damaged returns the error for a damaged file. It includes the next steps.
func damaged(name string, what error) error {
	return fmt.Errorf("%s is damaged (%v): stop the server, keep a copy of %[1]s and %[1]s-wal, and restore the last good backup (docs/operating.md, Damage)", name, what) //nolint:errorlint // the message is for an operator
}

// osCause returns the error of the operating system if there is one, and otherwise
// SQLite's.
func osCause(fault sqlite3.Error) string {
	if fault.SystemErrno != 0 {
		return fault.SystemErrno.Error()
	}
	return fault.Error()
}
