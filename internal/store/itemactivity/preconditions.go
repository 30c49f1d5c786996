package itemactivity

import (
	"errors"
	"math"

	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// preconditions are what an access depends on that may have changed since the last one
// with the same key.
type preconditions struct {
	// group is the number of the key's group; 0 where the caller does not see it.
	group int64
	// deleted is when the item was deleted; nil if it was not.
	deleted *models.Instant
}

// mutationTx has a name of its own: the Tx of a recording is the read transaction in it.
type mutationTx = write.Tx

// recording is a mutation that records item activities.
type recording struct {
	*mutationTx
	keys *KeyCache
	// bulk is what the rows of a bulk found before; nil outside of one.
	bulk *bulkLookups
}

// recording returns a mutation of the store as one that records item activities.
func (s *Store) recording(t *write.Tx) *recording {
	return &recording{mutationTx: t, keys: s.keys}
}

// bulkLookups are what a bulk has found: nothing else is done between its rows.
type bulkLookups struct {
	preconditions map[preconditionsKey]preconditions
	// broken are the keys that stand for nothing, with their refusals. Keys that
	// stand for something are in the cache once they are committed.
	broken map[models.ActivityKey]error
}

func newBulkLookups() *bulkLookups {
	return &bulkLookups{preconditions: map[preconditionsKey]preconditions{}, broken: map[models.ActivityKey]error{}}
}

// refuse remembers that a key stands for nothing, and returns the error. b may be nil.
func (b *bulkLookups) refuse(key models.ActivityKey, err error) error {
	if _, refused := errors.AsType[*models.Error](err); refused && b != nil {
		b.broken[key] = err
	}
	return err
}

type preconditionsKey struct {
	group models.ID
	item  int64
}

// never is when an item was deleted that was not.
const never = math.MaxInt64

// preconditions reads all that recording an access depends on by one statement,
// and whether its id is taken; id is empty for one that nobody can have.
func (t *recording) preconditions(of preconditionsKey, id models.ID) (found preconditions, taken bool, err error) {
	if t.bulk != nil {
		found, ok := t.bulk.preconditions[of]
		if !ok {
			return t.readPreconditions(of, id)
		}
		if id != "" {
			taken, err = t.taken(id)
		}
		return found, taken, err
	}
	return t.readPreconditions(of, id)
}

func (t *recording) readPreconditions(of preconditionsKey, id models.ID) (found preconditions, taken bool, err error) {
	visible, vars := t.Visible("ids.num")
	deleted := int64(never)
	err = t.Row("SELECT coalesce((SELECT num FROM ids WHERE id = ? AND kind = ? AND "+visible+"), 0), "+
		idTaken+", coalesce((SELECT deleted_date_time FROM drive_items WHERE num = ?), ?)",
		append(append([]any{of.group, object.Group}, vars...), id, id, of.item, deleted)...).Scan(&found.group, &taken, &deleted)
	if err != nil {
		return preconditions{}, false, err
	}
	if deleted != never {
		found.deleted = (*models.Instant)(&deleted)
	}
	if t.bulk != nil {
		t.bulk.preconditions[of] = found
	}
	return found, taken, nil
}

// idTaken says whether an id belongs to anything; it is asked for twice.
const idTaken = "EXISTS (SELECT 1 FROM item_activities WHERE id = ?) OR EXISTS (SELECT 1 FROM ids WHERE id = ?)"

func (t *recording) taken(id models.ID) (taken bool, err error) {
	err = t.Row("SELECT "+idTaken, id, id).Scan(&taken)
	return taken, err
}
