package sqlite

import (
	"github.com/itemactivity/itemactivity/models"
)

// errDisplaced answers mutations whose commit is in files that have lost their names.
var errDisplaced = &models.Error{
	Code:       models.Unavailable,
	Message:    "The files of the database were removed or changed by another program. The change is not confirmed, and may be lost: repeat it with the same id once the server is ready again.",
	RetryAfter: 5,
}

// Writable tells whether a transaction may write: refusal is what callers are told
// otherwise, and cause why. The log has told the cause. It waits for room in the
// write-ahead log. Only the writer calls it, while it writes nothing.
func (d *Database) Writable() (refusal *models.Error, cause error) {
	if d.damage.met() {
		return ErrDamaged, ErrDamaged
	}
	if cause := d.guard.Refusal(); cause != nil {
		return errDisplaced, cause
	}
	if d.checkpointer.makeRoom() != nil {
		return ErrLogFull, ErrLogFull
	}
	return nil, nil
}

// BeginWrite begins a transaction that may write at once. The caller ends it.
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

// Confirm tells, after a commit if wrote, whether a restart would find what is stored:
// refusal is what callers are told otherwise, and cause why. The log has told the cause.
func (d *Database) Confirm(wrote bool) (refusal *models.Error, cause error) {
	if cause := d.guard.Check(wrote); cause != nil {
		return errDisplaced, cause
	}
	return nil, nil
}

// Committed tells of rows that were committed; only the writer calls it.
func (d *Database) Committed(rows int) { d.checkpointer.committed(rows) }
