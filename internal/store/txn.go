package store

import "github.com/itemactivity/itemactivity/models"

// txn is one mutation's part of the writer's transaction.
type txn struct {
	view
	// idempotencyKey is the caller's idempotency key for this mutation.
	idempotencyKey string
	replayed       bool
	wrote          bool
	learned        []func()
	// rollup is what the mutation's facts add to the statistics.
	rollup rollup
}

// afterCommit remembers something for later mutations, once it is stored.
func (t *txn) afterCommit(learn func()) { t.learned = append(t.learned, learn) }

func (t *txn) create(row any) error {
	t.wrote = true
	return t.db.Create(row).Error
}

// claim prepares the id of something new. It chooses one where the client did
// not, and returns the number of what was created under the id with the same
// content before; an id in use for anything else is a CONFLICT.
func (t *txn) claim(argument string, id *models.ID, kind noun, c content) (num int64, repeated bool, err error) {
	if t.chooseID(id, kind) {
		return 0, false, nil
	}
	row, err := take[idRow](t.db.Where("id = ?", *id))
	switch {
	case err != nil:
		return 0, false, err
	case row != nil && row.Kind == kind && string(row.Content) == string(c):
		t.replayed = true
		return row.Num, true, nil
	case row != nil:
		return 0, false, conflict(argument, *id)
	}
	activity, err := take[activityRow](t.db.Where("id = ?", *id))
	if err == nil && activity != nil {
		err = conflict(argument, *id)
	}
	return 0, false, err
}

// register takes the id for an object that was just created.
func (t *txn) register(id models.ID, kind noun, num int64, c content) error {
	return t.create(&idRow{ID: id, Kind: kind, Num: num, Content: c})
}
