package write

import (
	"strconv"
	"strings"

	"github.com/itemactivity/itemactivity/internal/store/activitylog"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// Tx is the part of the writer's transaction that belongs to one mutation. It reads what the
// transaction has written.
type Tx struct {
	read.Tx
	// Recorded is the recordedDateTime of new facts. It is now, or the latest one before if
	// the clock was set back.
	Recorded models.Instant
	// Replayed means that the mutation returns an object that an earlier mutation created.
	Replayed bool
	// Wrote means that the mutation has written, or has tried to.
	Wrote bool
	// CreatedNothing means that a bulk succeeded although none of its rows did. The use of
	// its idempotency key is not recorded.
	CreatedNothing bool
	// Rollup contains what the mutation's drive activities add to the derived data, and the latest
	// recordedDateTime of its facts.
	Rollup rollup.Rollup
	// entries are the mutation's item activities.
	entries []*activitylog.Entry
	writer  *Writer
	// idempotencyKey is the caller's idempotency key for this mutation, or empty.
	idempotencyKey string
	// retry is the caller's Retry for this mutation.
	retry Retry
	// names are the rows that showName has collected.
	names []GroupNameRow
	// savepoints means that endSavepoint can roll back the mutation alone.
	savepoints bool
	kept       kept
	onCommit   []func()
	// part is the last part, whose memory is used again for the next one.
	part *Tx
}

// BeginPart begins a part of the mutation that can fail alone, such as a row of a bulk. If the
// mutation has an idempotency key, the key of the part is derived from it and the index. The part
// is valid until the next one begins.
func (t *Tx) BeginPart(index int) (*Tx, error) {
	if t.part == nil {
		t.part = new(Tx)
	}
	part := t.part
	*part = Tx{
		Tx: t.Tx, Recorded: t.Recorded, writer: t.writer, idempotencyKey: t.partKey(index),
		savepoints: t.savepoints, kept: t.kept, entries: part.entries[:0],
	}
	if err := part.savepoint("part"); err != nil {
		t.Wrote = true
		return nil, err
	}
	return part, nil
}

// partKey returns the idempotency key of a part, or empty if the mutation has none.
func (t *Tx) partKey(index int) string {
	if t.idempotencyKey == "" {
		return ""
	}
	return t.idempotencyKey + "\x00" + strconv.Itoa(index)
}

// EndPart ends a part. If err is not nil, the writes of the part are rolled back. EndPart
// returns err, or the error of the rollback.
func (t *Tx) EndPart(part *Tx, err error) error {
	failed, fault := part.endSavepoint("part", err)
	if fault != nil {
		t.Wrote = true
		return fault
	}
	if failed == nil {
		t.Wrote = t.Wrote || part.Wrote
		t.onCommit = append(t.onCommit, part.onCommit...)
		t.Rollup.Add(part.Rollup)
		t.entries = append(t.entries, part.entries...)
		for _, row := range part.names {
			t.showName(row)
		}
	}
	return failed
}

// savepoint begins a savepoint, if the transaction uses savepoints.
func (t *Tx) savepoint(name string) error {
	if !t.savepoints {
		return nil
	}
	return t.DB.SavePoint(name).Error
}

// endSavepoint ends a savepoint. If err is not nil, it rolls back the writes since the
// savepoint, and returns err as failed. A fault means that the whole transaction must be rolled
// back. It is errHalfWritten if there are writes to roll back and no savepoint.
func (t *Tx) endSavepoint(name string, err error) (failed, fault error) {
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

// AfterCommit calls a function after the commit, to change what later mutations use.
func (t *Tx) AfterCommit(do func()) { t.onCommit = append(t.onCommit, do) }

// Record adds an item activity that was inserted into the log.
func (t *Tx) Record(e *activitylog.Entry, recorded models.Instant) {
	// The client's id may share the memory of its whole request.
	e.ID = models.ID(strings.Clone(string(e.ID)))
	t.entries = append(t.entries, e)
	t.Rollup.Recorded = max(t.Rollup.Recorded, recorded)
}

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
