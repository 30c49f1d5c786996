package sqlite

import (
	"errors"
	"log/slog"
	"sync/atomic"

	"github.com/mattn/go-sqlite3"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/models"
)

// ErrDamageRefusal is the error for callers whose statement needs a damaged part of the database.
// Once damage was found it is the refusal of Writable as well.
var ErrDamageRefusal = &models.Error{
	Code:       models.Unavailable,
	Message:    "The database is damaged. Nothing is stored until its operator has restored it.",
	RetryAfter: 60,
}

// damageState remembers that damage was found. From then on nothing is written: it would
// be lost with the file, or make the damage worse.
type damageState struct {
	path      string
	logger    *slog.Logger
	isDamaged atomic.Bool
}

func (d *damageState) found() bool { return d.isDamaged.Load() }

// isDamage tells whether an error says that a page or the content of a row is damaged.
func isDamage(err error) bool {
	if _, ok := errors.AsType[*codec.ContentError](err); ok {
		return true
	}
	fault, ok := errors.AsType[sqlite3.Error](err)
	return ok && (fault.Code == sqlite3.ErrCorrupt || fault.Code == sqlite3.ErrNotADB)
}

// RecordDamage adds ErrDamageRefusal to an error that says that the database is damaged, and
// logs the first one. It returns any other error as it is.
func (d *Database) RecordDamage(err error) error { return d.damage.record(err) }

// record does what RecordDamage says.
func (d *damageState) record(err error) error {
	if !isDamage(err) || errors.Is(err, ErrDamageRefusal) {
		return err
	}
	if !d.isDamaged.Swap(true) {
		d.logger.Error("the database is damaged, and nothing is written any more: run itemactivity verify, and restore the last good backup (docs/operating.md, Damage)",
			"database", d.path, "error", err)
	}
	return errors.Join(err, ErrDamageRefusal)
}
