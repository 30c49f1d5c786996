package store

import "github.com/itemactivity/itemactivity/models"

// txn is one mutation's part of the writer's transaction.
type txn struct {
	view
	wrote   bool
	learned []func()
}

// afterCommit remembers something for later mutations, once it is stored.
func (t *txn) afterCommit(learn func()) { t.learned = append(t.learned, learn) }

func (t *txn) create(row any) error {
	t.wrote = true
	return t.db.Create(row).Error
}

// claim prepares the id of something new. It makes an id where there is none,
// and returns the number of what was created under the id with the same content
// before; an id in use for anything else is a CONFLICT.
func (t *txn) claim(argument string, id *models.ID, kind noun, c content) (num int64, repeated bool, err error) {
	if *id == "" {
		*id = models.NewID()
		return 0, false, nil
	}
	row, err := take[idRow](t.db.Where("id = ?", *id))
	switch {
	case err != nil:
		return 0, false, err
	case row != nil && row.Kind == kind && string(row.Content) == string(c):
		return row.Num, true, nil
	case row != nil:
		return 0, false, conflict(argument)
	}
	activity, err := take[activityRow](t.db.Where("id = ?", *id))
	if err == nil && activity != nil {
		err = conflict(argument)
	}
	return 0, false, err
}

// register takes the id for an object that was just created.
func (t *txn) register(id models.ID, kind noun, num int64, c content) error {
	return t.create(&idRow{ID: id, Kind: kind, Num: num, Content: c})
}

// conflict is one sentence for every id that is in use, so that it says nothing
// of what the caller may not see.
func conflict(argument string) error {
	return models.Errorf(models.Conflict, argument,
		"This id is in use. To repeat a request send exactly what was sent with it before; for something new choose another id.")
}
