package itemactivity

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/store/activitylog"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// The bits of what a client omitted of an activity.
const (
	defaultedTime = 1 << iota
	defaultedActor
	defaultedBits = iota
)

// CreateItemActivity records an access with a key. It returns BAD_USER_INPUT, NOT_FOUND for the
// first invalid part of the key, FORBIDDEN for the actor, or CONFLICT for an id that is in use.
func (s *Store) CreateItemActivity(ctx context.Context, key models.ActivityKey, input models.ItemActivity) (*models.ItemActivity, error) {
	if err := input.Validate(); err != nil {
		return nil, err
	}
	use := write.KeyUse{Creates: []object.Kind{object.ItemActivity}, Sent: func() []any { return sentItemActivity(key, input) }}
	return write.Create(ctx, s.writer, use, key, input, s.Record)
}

// Record does the same as CreateItemActivity within a mutation.
func (s *Store) Record(t *write.Tx, key models.ActivityKey, a models.ItemActivity) (*models.ItemActivity, error) {
	return s.recording(t).createItemActivity(key, a)
}

func (t *recording) createItemActivity(sent models.ActivityKey, a models.ItemActivity) (*models.ItemActivity, error) {
	mayBeTaken := models.ID("")
	if isNew, err := t.ChooseID(&a.ID, object.ItemActivity); err != nil {
		return nil, err
	} else if !isNew {
		mayBeTaken = a.ID
	}
	key, known := t.keys.Sent.Get(sent)
	if !known {
		key, known = write.Kept[resolvedActivityKey](t.mutationTx, sent)
	}
	now, taken, err := t.preconditions(preconditionsKey{sent.GroupID, key.ItemNum}, mayBeTaken)
	if err != nil {
		return nil, err
	}
	if now.group == 0 {
		return nil, object.NotFound("groupId", "group")
	}
	if taken {
		before, err := t.replay(sent, &a)
		t.Replayed = err == nil
		return before, err
	}
	if !a.ID.IsIdempotent() {
		if err := a.ID.ValidateCharacters("input.id"); err != nil {
			return nil, err
		}
	}
	if !known {
		if key, now.deleted, err = t.resolveActivityKey(now.group, sent); err != nil {
			return nil, t.bulk.rejectKey(sent, err)
		}
	}
	at, err := t.TimeOr(activityDateTimeArgument, a.ActivityDateTime)
	if err != nil {
		return nil, err
	}
	if err := checkInstant(key, now.deleted, at, a.ActivityDateTime); err != nil {
		return nil, err
	}
	actor, err := t.ActorOr(a.Actor)
	if err != nil {
		return nil, err
	}
	entry := new(activitylog.Entry)
	row := (*Row)(&entry.Row)
	*row = Row{
		ID: a.ID, GroupNum: key.GroupNum, ItemNum: key.ItemNum, Ticks: at.Ticks(),
		Sent: at.Form()<<defaultedBits | defaulted(&a), RecordedAfter: int64(t.Recorded) - at.Ticks(),
	}
	if !known {
		if err := t.internActivityKey(sent, &key); err != nil {
			return nil, err
		}
	}
	row.KeyNum = key.Num
	by, err := t.InternAttribution(actor)
	if err != nil {
		return nil, err
	}
	row.ActorNum = by.Num
	recordedBy := t.recordedBy()
	if row.RecordedByNum, err = t.Intern(recordedBy); err != nil {
		return nil, err
	}
	if err := t.insertItemActivity(row); err != nil {
		return nil, err
	}
	entry.By = by
	t.Record(entry, row.recordedDateTime())
	t.Acted(row.GroupNum)
	return row.activity(actor.Set, recordedBy)
}

// sentItemActivity returns what a client sends for an access: its key, or the id of its item, and
// its content. It omits the access facet, which is empty and always present.
func sentItemActivity[K models.ActivityKey | models.ID](key K, a models.ItemActivity) []any {
	return []any{key, a.ID, a.ActivityDateTime, a.Actor}
}

// insertItemActivity inserts a row, and sets its seq. In a bulk, insertRows inserts the row later.
func (t *recording) insertItemActivity(r *Row) (err error) {
	if t.bulk != nil {
		r.Seq = t.bulk.last + 1
		t.bulk.add(r)
		return nil
	}
	r.Seq, err = t.Insert(`INSERT INTO item_activities
		(id, key_num, group_num, item_num, ticks, sent, actor_num, recorded_after, recorded_by_num)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING seq`,
		r.ID, r.KeyNum, r.GroupNum, r.ItemNum, r.Ticks, r.Sent, r.ActorNum, r.RecordedAfter, r.RecordedByNum)
	return err
}

func defaulted(a *models.ItemActivity) (sum int64) {
	if a.ActivityDateTime == nil {
		sum |= defaultedTime
	}
	if a.Actor == nil {
		sum |= defaultedActor
	}
	return sum
}

const activityDateTimeArgument = "input.activityDateTime"

// checkInstant returns BAD_USER_INPUT for a time that is outside of the key's window or not before
// the deletion of the item. The argument sent is nil if the client omitted the time.
func checkInstant(key resolvedActivityKey, deleted *models.Instant, at models.DateTimeOffset, sent *models.DateTimeOffset) error {
	if !key.window.Holds(at.Ticks()) {
		return models.Invalid(activityDateTimeArgument, "%s is %s in UTC. It is not in the window of the stat, which is %s.",
			at, models.Instant(at.Ticks()).DateTimeOffset(), key.window)
	}
	return write.AliveAt(deleted, sent, activityDateTimeArgument)
}
