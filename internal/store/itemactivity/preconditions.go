package itemactivity

import (
	"database/sql"

	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/statement"
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

// The statement of readPreconditions consists of these parts, and of the condition for the groups that
// the caller may see between them.
const (
	beforeVisible = "SELECT " + write.IDTaken + ", (SELECT deleted_date_time FROM drive_items WHERE num = ?2)," +
		" coalesce((SELECT num FROM ids WHERE id = ?3 AND kind = ?4 AND "
	afterVisible = "), 0)"
)

// readPreconditions reads the preconditions, and whether the id is in use, by one statement.
func (t *recording) readPreconditions(of preconditionsKey, id models.ID) (found preconditions, taken bool, err error) {
	var deleted sql.Null[models.Instant]
	query, values := beforeVisible+"TRUE"+afterVisible, append(make([]any, 0, 8), id, of.item, of.group, int64(object.Group))
	if !t.EveryGroup {
		visible, vars := t.Visible("ids.num")
		query, values = beforeVisible+visible+afterVisible, append(values, vars...)
	}
	if _, err := statement.Row(t.DB, query, values, &taken, &deleted, &found.group); err != nil {
		return preconditions{}, false, err
	}
	if deleted.Valid {
		found.deleted = &deleted.V
	}
	if t.bulk != nil {
		t.bulk.preconditions[of] = found
		taken = t.bulk.taken[id]
	}
	return found, taken, nil
}
