package itemactivity

import (
	"errors"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// bulk contains the results of lookups that the rows of a bulk share, and the rows that are not
// inserted yet. No other mutation runs between the rows.
type bulk struct {
	preconditions map[preconditionsKey]preconditions
	// invalid contains the errors of the keys that refer to no objects. Valid keys are in the
	// KeyCache after they are committed.
	invalid map[models.ActivityKey]error
	// taken contains the ids that are in use.
	taken map[models.ID]bool
	// recordedBy is the caller.
	recordedBy *models.IdentitySet
	// last is the last seq of the log, including the rows that are not inserted yet.
	last int64
	rows []*Row
}

// beginBulk begins a bulk of a number of rows, and looks up at once which of the ids are in use.
func (t *recording) beginBulk(rows int, ids []models.ID) error {
	t.bulk = &bulk{
		preconditions: map[preconditionsKey]preconditions{}, invalid: map[models.ActivityKey]error{}, taken: make(map[models.ID]bool, rows),
		recordedBy: t.Caller.IdentitySet(), rows: make([]*Row, 0, rows),
	}
	if err := t.DB.Raw("SELECT coalesce(max(seq), 0) FROM item_activities").Scan(&t.bulk.last).Error; err != nil || len(ids) == 0 {
		return err
	}
	var taken []int
	err := t.DB.Raw("SELECT sent.key FROM json_each(?) AS sent"+
		" WHERE EXISTS (SELECT 1 FROM item_activities WHERE id = "+object.IDOfSent+")"+
		" OR EXISTS (SELECT 1 FROM ids WHERE id = "+object.IDOfSent+")", codec.JSONIDs(ids)).Find(&taken).Error
	for _, i := range taken {
		t.bulk.taken[ids[i]] = true
	}
	return err
}

// add adds a row, which insertRows inserts. Its seq must be the one after last.
func (b *bulk) add(r *Row) {
	b.last = r.Seq
	b.rows = append(b.rows, r)
	b.taken[r.ID] = true
}

// insertRows inserts the rows that were added to the bulk.
func (t *recording) insertRows() error {
	if len(t.bulk.rows) == 0 {
		return nil
	}
	t.Wrote = true
	rows := t.bulk.rows
	t.bulk.rows = rows[:0]
	return insertRows.Run(t.DB, rows)
}

var insertRows = statement.NewInsert(`item_activities
	(seq, id, key_num, group_num, item_num, ticks, sent, actor_num, recorded_after, recorded_by_num)`, "",
	func(values []any, r *Row) []any {
		return append(values, r.Seq, r.ID, r.KeyNum, r.GroupNum, r.ItemNum, r.Ticks, r.Sent, r.ActorNum, r.RecordedAfter, r.RecordedByNum)
	})

// rejectKey keeps the error of an invalid key, and returns it. b may be nil.
func (b *bulk) rejectKey(key models.ActivityKey, err error) error {
	if _, rejected := errors.AsType[*models.Error](err); rejected && b != nil {
		b.invalid[key] = err
	}
	return err
}
