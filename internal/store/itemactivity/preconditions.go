package itemactivity

import (
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// preconditions contains what an access depends on, and what may have changed since the last access
// with the same key.
type preconditions struct {
	// group is the number of the key's group; 0 if the caller may not see it.
	group int64
	// deleted is the time at which the item was deleted; nil if it was not.
	deleted *models.Instant
}

type preconditionsKey struct {
	group models.ID
	item  int64
}

// preconditions returns the preconditions of an access, and reports whether its id is in use. The
// id is empty if it is random. The rows of a bulk with the same group and item share the result.
func (t *recording) preconditions(of preconditionsKey, id models.ID) (found preconditions, taken bool, err error) {
	if t.bulk != nil {
		if found, ok := t.bulk.preconditions[of]; ok {
			return found, t.bulk.taken[id], nil
		}
	}
	return t.readPreconditions(of, id)
}

// readPreconditions reads the preconditions, and whether the id is in use, by one statement.
func (t *recording) readPreconditions(of preconditionsKey, id models.ID) (found preconditions, taken bool, err error) {
	visible, vars := t.Visible("ids.num")
	var row struct {
		GroupNum int64
		Taken    bool
		Deleted  *models.Instant
	}
	err = t.DB.Raw("SELECT coalesce((SELECT num FROM ids WHERE id = ? AND kind = ? AND "+visible+"), 0) AS group_num, "+
		write.IDTaken+" AS taken, (SELECT deleted_date_time FROM drive_items WHERE num = ?) AS deleted",
		append(append([]any{of.group, object.Group}, vars...), id, id, of.item)...).Find(&row).Error
	if err != nil {
		return preconditions{}, false, err
	}
	found, taken = preconditions{row.GroupNum, row.Deleted}, row.Taken
	if t.bulk != nil {
		t.bulk.preconditions[of] = found
		taken = t.bulk.taken[id]
	}
	return found, taken, nil
}
