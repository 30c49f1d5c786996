package itemactivity

import (
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// replay returns the activity with an id that is in use, if it has the same key and content.
// Otherwise it returns CONFLICT.
func (t *recording) replay(sent models.ActivityKey, a *models.ItemActivity) (*models.ItemActivity, error) {
	row, err := read.Take[Row](t.DB.Where("id = ?", a.ID))
	if row == nil {
		if err == nil {
			err = write.Conflict("input.id", a.ID)
		}
		return nil, err
	}
	same, err := t.sameItemActivity(row, sent, a)
	if err != nil {
		return nil, err
	}
	if !same {
		return nil, write.Conflict("input.id", a.ID)
	}
	return itemActivityNode(t.Tx, row)
}

// sameItemActivity reports whether a recorded activity is the one that was sent. It compares the
// input without its default values.
func (t *recording) sameItemActivity(row *Row, sent models.ActivityKey, a *models.ItemActivity) (bool, error) {
	if row.Sent&(1<<defaultedBits-1) != defaulted(a) {
		return false, nil
	}
	if at := a.ActivityDateTime; at != nil && (at.Ticks() != row.Ticks || at.Form() != row.form()) {
		return false, nil
	}
	if a.Actor == nil {
		// The actor is the caller, so the input of another caller is different.
		by, err := t.IdentitySet(row.RecordedByNum)
		if err != nil || !write.SameActor(by, t.Caller.IdentitySet()) {
			return false, err
		}
	} else {
		actor, err := t.IdentitySet(row.ActorNum)
		if err != nil || !actor.Equal(a.Actor) {
			return false, err
		}
		if same, err := t.RepeatsActor(row, a.Actor); err != nil || !same {
			return false, err
		}
	}
	var key models.ActivityKey
	stored, err := t.activityKey(row.KeyNum)
	if err != nil {
		return false, err
	}
	if key, err = sentActivityKey(t.Tx, stored); err != nil {
		return false, err
	}
	return key == sent, nil
}
