package write

import (
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/models"
)

// Tx is one mutation's part of the writer's transaction.
type Tx struct {
	// Read reads the writer's own state.
	Read read.Tx
	// Recorded is the recordedDateTime of what is recorded: now, or the latest one
	// before if the clock has stepped back since.
	Recorded models.Instant
	// Replayed says that the mutation repeats what was stored before.
	Replayed bool
	// Wrote says that the mutation has written, or tried to.
	Wrote bool
	// Rollup is what the mutation's facts add to the statistics.
	Rollup rollup.Rollup
	// Seqs are the mutation's item activities.
	Seqs SeqRange
	// savepoints says that what fails after it wrote is undone by itself.
	savepoints bool
	onCommit   []func()
}

// BeginPart begins a part of the mutation that may fail without the rest.
func (t *Tx) BeginPart() (*Tx, error) {
	part := &Tx{Read: t.Read, Recorded: t.Recorded, savepoints: t.savepoints}
	if err := part.Savepoint("part"); err != nil {
		t.Wrote = true
		return nil, err
	}
	return part, nil
}

// EndPart ends a part that returned an error, or nil. If it failed its writes are undone.
func (t *Tx) EndPart(part *Tx, err error) error {
	refusal, fault := part.EndSavepoint("part", err)
	if fault != nil {
		t.Wrote = true
		return fault
	}
	if refusal == nil {
		t.Wrote = t.Wrote || part.Wrote
		t.onCommit = append(t.onCommit, part.onCommit...)
		t.Rollup.Add(part.Rollup)
		t.Seqs.Add(part.Seqs)
	}
	return refusal
}

// Savepoint begins something whose writes EndSavepoint undoes if it fails.
func (t *Tx) Savepoint(name string) error {
	if !t.savepoints {
		return nil
	}
	return t.Read.DB.SavePoint(name).Error
}

// EndSavepoint ends what returned an error, or nil. Without savepoints the writes of what
// failed cannot be undone, and the fault is errHalfWritten.
func (t *Tx) EndSavepoint(name string, err error) (refusal, fault error) {
	switch {
	case err == nil, !t.Wrote:
	case !t.savepoints:
		return nil, errHalfWritten
	default:
		if err := t.Read.DB.RollbackTo(name).Error; err != nil {
			return nil, err
		}
	}
	if t.savepoints {
		if err := t.Read.DB.Exec("RELEASE " + name).Error; err != nil {
			return nil, err
		}
	}
	return err, nil
}

// AfterCommit remembers something for later mutations, once it is stored.
func (t *Tx) AfterCommit(do func()) { t.onCommit = append(t.onCommit, do) }
