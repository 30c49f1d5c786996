package write

import (
	"strconv"

	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// Tx is one mutation's part of the writer's transaction. It reads the writer's own state.
type Tx struct {
	read.Tx
	// Recorded is the recordedDateTime of what is recorded: now, or the latest one
	// before if the clock has stepped back since.
	Recorded models.Instant
	// Replayed says that the mutation repeats what was stored before.
	Replayed bool
	// Wrote says that the mutation has written, or tried to.
	Wrote bool
	// CreatedNothing says that a creation answered with nothing that was created.
	CreatedNothing bool
	// Rollup is what the mutation's facts add to the statistics.
	Rollup rollup.Rollup
	// Seqs are the mutation's item activities.
	Seqs   SeqRange
	writer *Writer
	// idempotencyKey is the caller's idempotency key for this mutation.
	idempotencyKey string
	// names are the users whose names a group shows from this mutation on.
	names []GroupNameRow
	// savepoints says that what fails after it wrote is undone by itself.
	savepoints bool
	onCommit   []func()
}

// BeginPart begins a part of the mutation that may fail without the rest. The part with
// an index has an idempotency key of its own, if the mutation has one.
func (t *Tx) BeginPart(index int) (*Tx, error) {
	part := &Tx{Tx: t.Tx, Recorded: t.Recorded, writer: t.writer, idempotencyKey: t.idempotencyKey, savepoints: t.savepoints}
	if part.idempotencyKey != "" {
		part.idempotencyKey += "\x00" + strconv.Itoa(index)
	}
	if err := part.savepoint("part"); err != nil {
		t.Wrote = true
		return nil, err
	}
	return part, nil
}

// EndPart ends a part that returned an error, or nil. If it failed its writes are undone.
func (t *Tx) EndPart(part *Tx, err error) error {
	refusal, fault := part.endSavepoint("part", err)
	if fault != nil {
		t.Wrote = true
		return fault
	}
	if refusal == nil {
		t.Wrote = t.Wrote || part.Wrote
		t.onCommit = append(t.onCommit, part.onCommit...)
		t.Rollup.Add(part.Rollup)
		t.Seqs.Add(part.Seqs)
		for _, row := range part.names {
			t.showName(row)
		}
	}
	return refusal
}

// savepoint begins something whose writes endSavepoint undoes if it fails.
func (t *Tx) savepoint(name string) error {
	if !t.savepoints {
		return nil
	}
	return t.DB.SavePoint(name).Error
}

// endSavepoint ends what returned an error, or nil. Without savepoints the writes of what
// failed cannot be undone, and the fault is errHalfWritten.
func (t *Tx) endSavepoint(name string, err error) (refusal, fault error) {
	switch {
	case err == nil, !t.Wrote:
	case !t.savepoints:
		return nil, errHalfWritten
	default:
		if err := t.DB.RollbackTo(name).Error; err != nil {
			return nil, err
		}
	}
	if t.savepoints {
		if err := t.DB.Exec("RELEASE " + name).Error; err != nil {
			return nil, err
		}
	}
	return err, nil
}

// AfterCommit remembers something for later mutations, once it is stored.
func (t *Tx) AfterCommit(do func()) { t.onCommit = append(t.onCommit, do) }

// Create inserts a row.
func (t *Tx) Create(row any) error {
	t.Wrote = true
	return t.DB.Create(row).Error
}

// Insert runs a statement that inserts one row, and returns the row's number, which the
// statement must return. It takes less time than Create, which uses reflection.
func (t *Tx) Insert(insert string, values ...any) (num int64, err error) {
	t.Wrote = true
	num, _, err = statement.Number(t.DB, insert, values...)
	return num, err
}
