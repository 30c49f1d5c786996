package store

import (
	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// mutationTx is one mutation's part of the writer's transaction.
type mutationTx struct {
	readTx
	*write.Tx
	// idempotencyKey is the caller's idempotency key for this mutation.
	idempotencyKey string
	// bulk is what the rows of a bulk found before; nil outside of one.
	bulk *bulkLookups
	// createdNothing says that a creation answered with nothing that was created.
	createdNothing bool
	// names are the users whose names a group shows from this mutation on.
	names []groupNameRow
}

// mutationTx returns the transaction of a mutation of this store.
func (s *Store) mutationTx(tx *write.Tx, idempotencyKey string) *mutationTx {
	return &mutationTx{readTx: readTx{store: s, Tx: tx.Read}, Tx: tx, idempotencyKey: idempotencyKey}
}

// beginPart begins a part of the mutation that may fail without the rest.
func (t *mutationTx) beginPart() (*mutationTx, error) {
	tx, err := t.BeginPart()
	if err != nil {
		return nil, err
	}
	part := *t
	part.Tx, part.names = tx, nil
	return &part, nil
}

// endPart ends a part that returned an error, or nil. If it failed its writes are undone.
func (t *mutationTx) endPart(part *mutationTx, err error) error {
	if err := t.EndPart(part.Tx, err); err != nil {
		return err
	}
	for _, row := range part.names {
		t.showName(row)
	}
	return nil
}

func (t *mutationTx) create(row any) error {
	t.Wrote = true
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
		t.Replayed = true
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
	t.Wrote = true
	result, err := t.plain().ExecContext(t.DB.Statement.Context, statement, args...)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}
