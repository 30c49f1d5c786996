package store

import (
	"math"

	"github.com/itemactivity/itemactivity/models"
)

// standing is what an access depends on that may have changed since the last one
// with the same key.
type standing struct {
	// group is the number of the key's group; 0 where the caller does not see it.
	group int64
	// deleted is when the item was deleted; nil if it was not.
	deleted *models.Instant
}

// sharing is what the rows of a bulk ask once: nothing else is done between them.
type sharing struct {
	standings map[standingOf]standing
	// free are ids that nothing had before the bulk, and that no row of it has asked
	// for yet.
	free map[models.ID]struct{}
}

type standingOf struct {
	group models.ID
	item  int64
}

// never is when an item was deleted that was not.
const never = math.MaxInt64

// standing asks for all that recording an access depends on by one statement,
// and whether its id is taken; id is empty for one that nobody can have.
func (t *txn) standing(of standingOf, id models.ID) (found standing, taken bool, err error) {
	if _, free := t.shared.free[id]; free {
		// The next row with this id must find what this one has made of it.
		delete(t.shared.free, id)
		id = ""
	}
	if found, ok := t.shared.standings[of]; ok {
		if id != "" {
			taken, err = t.taken(id)
		}
		return found, taken, err
	}
	visible, vars := t.visible("ids.num")
	deleted := int64(never)
	err = t.row("SELECT coalesce((SELECT num FROM ids WHERE id = ? AND kind = ? AND "+visible+"), 0), "+
		idTaken("?")+", coalesce((SELECT deleted_date_time FROM drive_items WHERE num = ?), ?)",
		append(append([]any{of.group, groupNoun}, vars...), id, id, of.item, deleted)...).Scan(&found.group, &taken, &deleted)
	if err != nil {
		return standing{}, false, err
	}
	if deleted != never {
		found.deleted = (*models.Instant)(&deleted)
	}
	if t.shared.standings != nil {
		t.shared.standings[of] = found
	}
	return found, taken, nil
}

// idTaken says whether an id, which it has twice, belongs to anything.
func idTaken(id string) string {
	return "(EXISTS (SELECT 1 FROM item_activities WHERE id = " + id + ") OR EXISTS (SELECT 1 FROM ids WHERE id = " + id + "))"
}

func (t *txn) taken(id models.ID) (taken bool, err error) {
	err = t.row("SELECT "+idTaken("?"), id, id).Scan(&taken)
	return taken, err
}

// freeIDs returns those of a bulk's ids that nothing has.
func (t *txn) freeIDs(inputs []*models.CreateItemActivityInput) (free map[models.ID]struct{}, err error) {
	var sent []models.ID
	for _, in := range inputs {
		if id := in.Input.ID; id != "" {
			sent = append(sent, id)
		}
	}
	free = make(map[models.ID]struct{}, len(sent))
	if len(sent) == 0 {
		return free, nil
	}
	var at []int
	err = t.db.Table("json_each(?) AS sent", jsonOfIDs(sent)).Where("NOT "+idTaken(idOfSent)).Pluck("sent.key", &at).Error
	for _, i := range at {
		free[sent[i]] = struct{}{}
	}
	return free, err
}
