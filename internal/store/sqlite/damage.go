package sqlite

import (
	"errors"
	"log/slog"
	"sync/atomic"

	"github.com/mattn/go-sqlite3"

	"github.com/itemactivity/itemactivity/models"
)

// ErrDamageRefusal is the error for callers whose statement needs a damaged part of the
// database. After damage was found, Writable returns it too.
var ErrDamageRefusal = &models.Error{
	Code:       models.Unavailable,
	Message:    "The database is damaged. Writes are rejected until an operator restores it.",
	RetryAfter: 60,
}

// damageState records that damage was found. After that nothing is written, because it
// would be lost with the file or increase the damage.
type damageState struct {
	path      string
	logger    *slog.Logger
	isDamaged atomic.Bool
}

func (d *damageState) found() bool { return d.isDamaged.Load() }

// isDamage reports whether an error says that a page or the content of a row is damaged.
func isDamage(err error) bool {
	if _, ok := errors.AsType[*models.ContentError](err); ok {
		return true
	}
	fault, ok := errors.AsType[sqlite3.Error](err)
	return ok && (fault.Code == sqlite3.ErrCorrupt || fault.Code == sqlite3.ErrNotADB)
}

// RecordDamage adds ErrDamageRefusal to an error that says that the database is damaged,
// and logs the first such error. It returns any other error unchanged.
func (d *Database) RecordDamage(err error) error { return d.damage.record(err) }

// record implements RecordDamage.
func (d *damageState) record(err error) error {
	if !isDamage(err) || errors.Is(err, ErrDamageRefusal) {
		return err
	}
	if !d.isDamaged.Swap(true) {
		next := "and restore the last good backup"
		if content, ok := errors.AsType[*models.ContentError](err); ok && content.Derived {
			next = "stop the server, keep a copy of the files, and run itemactivity rebuild"
		}
		d.logger.Error("the database is damaged, and writes are rejected: run itemactivity verify, "+next+" (docs/operating.md, Damage)",
			"database", d.path, "error", err)
	}
	return errors.Join(err, ErrDamageRefusal)
}
