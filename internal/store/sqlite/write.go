package sqlite

import (
	"github.com/itemactivity/itemactivity/models"
)

// errDisplaced is the refusal while the files are not under their names.
var errDisplaced = &models.Error{
	Code:       models.Unavailable,
	Message:    "The files of the database were removed or changed by another program. The change is not confirmed, and may be lost: repeat it with the same id once the server is ready again.",
	RetryAfter: 5,
}

// Writable tells whether a transaction may write. If not, refusal is the error for the
// callers and cause the reason, which the log has. It may wait for room in the write-ahead
// log. Only the writer calls it, outside of a transaction.
func (d *Database) Writable() (refusal *models.Error, cause error) {
	if d.damage.found() {
		return ErrDamageRefusal, ErrDamageRefusal
	}
	if cause := d.guard.Refusal(); cause != nil {
		return errDisplaced, cause
	}
	if d.checkpointer.makeRoom() != nil {
		return ErrLogFull, ErrLogFull
	}
	return nil, nil
}

// BeginWrite begins a transaction with the lock for writing. The caller must end it. The
// log does not restart meanwhile.
func (d *Database) BeginWrite() (*Transaction, error) {
	d.writing.Lock()
	t, err := beginOn(d.writes, "BEGIN IMMEDIATE")
	if err != nil {
		d.writing.Unlock()
		return nil, err
	}
	t.ended = d.writing.Unlock
	return t, nil
}

// Confirm tells whether what is stored is in the files that the next start will open. The
// writer calls it before it answers; wrote says that it has committed. If not, refusal is
// the error for the callers and cause the reason, which the log has.
func (d *Database) Confirm(wrote bool) (refusal *models.Error, cause error) {
	if cause := d.guard.Check(wrote); cause != nil {
		return errDisplaced, cause
	}
	return nil, nil
}

// Committed reports how many rows a commit had, so that the write-ahead log is copied in
// time. Only the writer calls it.
func (d *Database) Committed(rows int) { d.checkpointer.committed(rows) }
