package sqlite

import (
	"github.com/itemactivity/itemactivity/models"
)

// errDisplaced is the error for callers when a file was removed, replaced or overwritten.
var errDisplaced = &models.Error{
	Code:       models.Unavailable,
	Message:    "The files of the database were removed or changed by another program. The mutation is not confirmed and may be lost. Repeat it with the same id when the server is ready again.",
	RetryAfter: 5,
}

// Writable reports whether a transaction may write. If not, rejection is the error for the
// callers, and cause is the error to log. Writable may wait for room in the write-ahead
// log. Commits must be locked.
func (d *Database) Writable() (rejection *models.Error, cause error) {
	if d.damage.found() {
		return ErrDamageRefusal, ErrDamageRefusal
	}
	if cause := d.guard.LastError(); cause != nil {
		return errDisplaced, cause
	}
	if d.checkpointer.makeRoom() != nil {
		return ErrLogFull, ErrLogFull
	}
	return nil, nil
}

// BeginWrite begins a transaction with the write lock. The caller must end it. The log does
// not restart during the transaction.
func (d *Database) BeginWrite() (*Transaction, error) {
	d.writing.Lock()
	t, err := beginOn(d.writes, "BEGIN IMMEDIATE")
	if err != nil {
		d.writing.Unlock()
		return nil, d.damage.record(err)
	}
	t.ended = d.writing.Unlock
	return t, nil
}

// Confirm reports whether the committed data is in the files that the next start will open.
// The writer calls it before it returns results to callers. wrote says that it has
// committed. If the data is not there, rejection is the error for the callers, and cause is
// the error to log.
func (d *Database) Confirm(wrote bool) (rejection *models.Error, cause error) {
	if cause := d.guard.Check(wrote); cause != nil {
		return errDisplaced, cause
	}
	return nil, nil
}

// Committed reports the number of rows of a commit, so that the write-ahead log is
// checkpointed in time. Commits must be locked.
func (d *Database) Committed(rows int) { d.checkpointer.committed(rows) }
