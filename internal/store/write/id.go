package write

import (
	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// TakeID prepares the id of a new object. If the client sent no id, it chooses one. If an
// object of this kind was created with the same id and content before, it returns the number
// of that object. If the id is in use otherwise, it returns CONFLICT.
func (t *Tx) TakeID(argument string, id *models.ID, kind object.Kind, c codec.ContentDigest) (num int64, repeated bool, err error) {
	if isNew, err := t.ChooseID(id, kind); isNew || err != nil {
		return 0, false, err
	}
	row, err := read.Take[object.IDRow](t.DB.Where("id = ?", *id))
	switch {
	case err != nil:
		return 0, false, err
	case row != nil && row.Kind == kind && string(row.Content) == string(c):
		t.Replayed = true
		return row.Num, true, nil
	case row != nil:
		return 0, false, Conflict(argument, *id)
	}
	activity, err := read.Take[struct{ Seq int64 }](t.DB.Table(object.ItemActivities.Name).Where("id = ?", *id))
	switch {
	case err != nil:
	case activity != nil:
		err = Conflict(argument, *id)
	case !id.IsIdempotent():
		err = id.ValidateCharacters(argument)
	}
	return 0, false, err
}

// Register stores the id of an object that was just created.
func (t *Tx) Register(id models.ID, kind object.Kind, num int64, c codec.ContentDigest) error {
	return t.Create(&object.IDRow{ID: id, Kind: kind, Num: num, Content: c})
}
