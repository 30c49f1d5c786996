package store

import (
	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/models"
)

// mutationTx is one mutation's part of the writer's transaction.
type mutationTx struct {
	readTx
	// recorded is the recordedDateTime of what is recorded: now, or the latest one
	// before if the clock has stepped back since.
	recorded models.Instant
	// idempotencyKey is the caller's idempotency key for this mutation.
	idempotencyKey string
	// savepoints says that what fails after it wrote is undone by itself.
	savepoints bool
	replayed   bool
	wrote      bool
	onCommit   []func()
	// bulk is what the rows of a bulk found before; nil outside of one.
	bulk *bulkLookups
	// createdNothing says that a creation answered with nothing that was created.
	createdNothing bool
	// rollup is what the mutation's facts add to the statistics.
	rollup rollup.Rollup
	// seqs are the mutation's item activities.
	seqs seqRange
	// names are the users whose names a group shows from this mutation on.
	names []groupNameRow
}

// beginPart begins a part of the mutation that may fail without the rest.
func (t *mutationTx) beginPart() (*mutationTx, error) {
	part := *t
	part.wrote, part.replayed, part.onCommit, part.rollup, part.seqs, part.names = false, false, nil, rollup.Rollup{}, seqRange{}, nil
	if err := part.savepoint("part"); err != nil {
		t.wrote = true
		return nil, err
	}
	return &part, nil
}

// endPart ends a part that returned an error, or nil. If it failed its writes are undone.
func (t *mutationTx) endPart(part *mutationTx, err error) error {
	refusal, fault := part.endSavepoint("part", err)
	if fault != nil {
		t.wrote = true
		return fault
	}
	if refusal == nil {
		t.wrote = t.wrote || part.wrote
		t.onCommit = append(t.onCommit, part.onCommit...)
		t.rollup.Add(part.rollup)
		t.seqs.add(part.seqs)
		for _, row := range part.names {
			t.showName(row)
		}
	}
	return refusal
}

// savepoint begins something whose writes endSavepoint undoes if it fails.
func (t *mutationTx) savepoint(name string) error {
	if !t.savepoints {
		return nil
	}
	return t.DB.SavePoint(name).Error
}

// endSavepoint ends what returned an error, or nil. Without savepoints the writes of what
// failed cannot be undone, and the fault is errHalfWritten.
func (t *mutationTx) endSavepoint(name string, err error) (refusal, fault error) {
	switch {
	case err == nil, !t.wrote:
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

// afterCommit remembers something for later mutations, once it is stored.
func (t *mutationTx) afterCommit(do func()) { t.onCommit = append(t.onCommit, do) }

func (t *mutationTx) create(row any) error {
	t.wrote = true
	return t.DB.Create(row).Error
}

// claim prepares the id of something new. It chooses one where the client did
// not, and returns the number of what was created under the id with the same
// content before; an id in use for anything else is a CONFLICT.
func (t *mutationTx) claim(argument string, id *models.ID, kind objectKind, c codec.ContentDigest) (num int64, repeated bool, err error) {
	if t.chooseID(id, kind) {
		return 0, false, nil
	}
	row, err := take[idRow](t.DB.Where("id = ?", *id))
	switch {
	case err != nil:
		return 0, false, err
	case row != nil && row.Kind == kind && string(row.Content) == string(c):
		t.replayed = true
		return row.Num, true, nil
	case row != nil:
		return 0, false, conflict(argument, *id)
	}
	activity, err := take[itemActivityRow](t.DB.Where("id = ?", *id))
	switch {
	case err != nil:
	case activity != nil:
		err = conflict(argument, *id)
	case !id.IsIdempotent():
		err = id.ValidateCharacters(argument)
	}
	return 0, false, err
}

// register takes the id for an object that was just created.
func (t *mutationTx) register(id models.ID, kind objectKind, num int64, c codec.ContentDigest) error {
	return t.create(&idRow{ID: id, Kind: kind, Num: num, Content: c})
}

// insert runs a statement that inserts one row, without gorm, and returns the
// row's number.
func (t *mutationTx) insert(statement string, args ...any) (int64, error) {
	t.wrote = true
	result, err := t.plain().ExecContext(t.DB.Statement.Context, statement, args...)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}
