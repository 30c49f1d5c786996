// Package itemactivity has the item activities, the stats that key and count them, and
// their filtered lists.
package itemactivity

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/drive"
	"github.com/itemactivity/itemactivity/internal/store/group"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// Store reads and records item activities and their stats.
type Store struct {
	writer *write.Writer
	keys   *KeyCache
}

// NewStore returns a Store that has a writer make its changes, and remembers keys in a
// cache.
func NewStore(w *write.Writer, keys *KeyCache) Store { return Store{w, keys} }

// What a client left out of an activity, as a sum.
const (
	defaultedTime = 1 << iota
	defaultedActor
	defaultedBits = iota
)

type Row struct {
	Seq      int64 `gorm:"primaryKey"`
	ID       models.ID
	KeyNum   int64
	GroupNum int64
	ItemNum  int64
	Ticks    int64
	// Sent is the form of the time and, in the lowest bits, what was left out.
	Sent     int64
	ActorNum int64
	// RecordedAfter is how many ticks after the activity it was recorded.
	RecordedAfter int64
	RecordedByNum int64
}

func (Row) TableName() string { return "item_activities" }

func (r Row) Position() read.Position { return read.Position{Ticks: r.Ticks, Num: r.Seq} }

// form is the form of the time.
func (r Row) form() int64 { return r.Sent >> defaultedBits }

func (r Row) recordedDateTime() models.Instant {
	return models.Instant(r.Ticks + r.RecordedAfter)
}

// RolledUp is what the rollups have to know.
func (r Row) RolledUp() rollup.Activity {
	return rollup.Activity{Seq: r.Seq, Group: r.GroupNum, Item: r.ItemNum, Ticks: r.Ticks, Recorded: r.recordedDateTime()}
}

func (r Row) Identities() (actor, recordedBy int64) { return r.ActorNum, r.RecordedByNum }

// CreateItemActivity records an access under a key. It returns BAD_USER_INPUT,
// NOT_FOUND for the first part of the key that breaks, FORBIDDEN for the actor,
// or CONFLICT for an id in use.
func (s *Store) CreateItemActivity(ctx context.Context, key models.ActivityKey, input models.ItemActivity) (*models.ItemActivity, error) {
	if err := input.Validate(); err != nil {
		return nil, err
	}
	use := write.KeyUse{Creates: []object.Kind{object.ItemActivity}, Sent: sentItemActivity(key, input)}
	return write.Create(ctx, s.writer, use, key, input, s.Record)
}

// Record records an access under a key, as a part of a mutation.
func (s *Store) Record(t *write.Tx, key models.ActivityKey, a models.ItemActivity) (*models.ItemActivity, error) {
	return s.recording(t).createItemActivity(key, a)
}

func (t *recording) createItemActivity(sent models.ActivityKey, a models.ItemActivity) (*models.ItemActivity, error) {
	mayBeTaken := models.ID("")
	if !t.ChooseID(&a.ID, object.ItemActivity) {
		mayBeTaken = a.ID
	}
	key, known := t.keys.Sent.Get(sent)
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
			return nil, t.bulk.refuse(sent, err)
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
	row := &Row{
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
	recordedBy := t.Caller.IdentitySet()
	if row.RecordedByNum, err = t.Intern(recordedBy); err != nil {
		return nil, err
	}
	if err := t.insertItemActivity(row); err != nil {
		return nil, err
	}
	t.Rollup.ItemActivity(row.RolledUp(), by)
	t.Acted(row.GroupNum)
	return row.activity(actor.Set, recordedBy)
}

// sentItemActivity is what a client says of an access. Its facet says nothing: it is there, or
// the access is refused.
func sentItemActivity(key models.ActivityKey, a models.ItemActivity) []any {
	return []any{key, a.ID, a.ActivityDateTime, a.Actor}
}

func (t *recording) insertItemActivity(r *Row) (err error) {
	r.Seq, err = t.Insert(`INSERT INTO item_activities
		(id, key_num, group_num, item_num, ticks, sent, actor_num, recorded_after, recorded_by_num)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.KeyNum, r.GroupNum, r.ItemNum, r.Ticks, r.Sent, r.ActorNum, r.RecordedAfter, r.RecordedByNum)
	if err == nil {
		t.Seqs.Add(write.SeqRange{First: r.Seq, Last: r.Seq})
	}
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

// checkInstant refuses an instant outside the key's window, or after the item
// was deleted; sent is nil for one that was left out.
func checkInstant(key resolvedActivityKey, deleted *models.Instant, at models.DateTimeOffset, sent *models.DateTimeOffset) error {
	if !key.window.Holds(at.Ticks()) {
		return models.Invalid(activityDateTimeArgument, "%s is %s in UTC, outside the stat's window, which is %s.",
			at, models.Instant(at.Ticks()).DateTimeOffset(), key.window)
	}
	return write.AliveAt(deleted, sent, activityDateTimeArgument)
}

// replay returns the activity that was recorded under a taken id with the same
// key and content, and a CONFLICT if there is none.
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

// sameItemActivity compares a recorded activity with what was sent, before defaults.
func (t *recording) sameItemActivity(row *Row, sent models.ActivityKey, a *models.ItemActivity) (bool, error) {
	if row.Sent&(1<<defaultedBits-1) != defaulted(a) {
		return false, nil
	}
	if at := a.ActivityDateTime; at != nil && (at.Ticks() != row.Ticks || at.Form() != row.form()) {
		return false, nil
	}
	if a.Actor == nil {
		// Left out it is the caller, and another caller says another thing.
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

// activity is the activity of a row.
func itemActivityNode(v read.Tx, r *Row) (*models.ItemActivity, error) {
	made, err := itemActivityNodes(v, []Row{*r})
	if err != nil {
		return nil, err
	}
	return made[0], nil
}

func itemActivityNodes(v read.Tx, rows []Row) ([]*models.ItemActivity, error) {
	sets, err := read.FactIdentities(v, rows)
	if err != nil {
		return nil, err
	}
	activities := make([]*models.ItemActivity, len(rows))
	for i, r := range rows {
		if activities[i], err = r.activity(sets[r.ActorNum], sets[r.RecordedByNum]); err != nil {
			return nil, err
		}
	}
	return activities, nil
}

// activity is the activity of the row, by who its identity sets are.
func (r Row) activity(actor, recordedBy *models.IdentitySet) (*models.ItemActivity, error) {
	at, err := models.DateTimeOffsetOf(r.Ticks, r.form())
	if err != nil {
		return nil, err
	}
	return &models.ItemActivity{
		Seq: r.Seq, KeyNum: r.KeyNum, ID: r.ID, Access: models.NewAccessAction(),
		ActivityDateTime: &at, Actor: actor,
		RecordedDateTime: r.recordedDateTime(), RecordedBy: recordedBy,
	}, nil
}

// ItemActivity finds an activity; nil where there is none that the caller may
// see.
func (s *Store) ItemActivity(ctx context.Context, id models.ID) (*models.ItemActivity, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	activities, err := Find(v, []models.ID{id})
	return activities[id], err
}

// itemActivities finds the activities under the ids that the caller may see.
func Find(v read.Tx, ids []models.ID) (map[models.ID]*models.ItemActivity, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var rows []Row
	err := v.DB.Table("json_each(?) AS sent", codec.JSONIDs(ids)).Select("item_activities.*").
		Joins("CROSS JOIN item_activities ON item_activities.id = " + object.IDOfSent).
		Scopes(v.Within("item_activities.group_num")).Find(&rows).Error
	if err != nil {
		return nil, err
	}
	made, err := itemActivityNodes(v, rows)
	if err != nil {
		return nil, err
	}
	read.MakeBatch(v.Batches, made)
	activities := make(map[models.ID]*models.ItemActivity, len(made))
	for _, a := range made {
		activities[a.ID] = a
	}
	return activities, nil
}

var ActivitiesOfStat = read.List[*models.ItemActivityStat, Row, *models.ItemActivity]{
	Name: "stat %q activities", Owner: func(s *models.ItemActivityStat) any { return s.ID },
	Table: object.ItemActivities.Table, Nodes: itemActivityNodes,
	Ticks: "item_activities.ticks", Num: "item_activities.seq", LatestFirst: true,
	Parent: factsOfStat,
	Of:     read.Where("item_activities.item_num = ? AND item_activities.ticks >= ? AND item_activities.ticks < ?"),
}

// factsOfStat is what the conditions of a stat's lists know of it.
func factsOfStat(_ read.Tx, s *models.ItemActivityStat) []any {
	return []any{s.ItemNum, s.Window.Start.Start(), s.Window.End.Start()}
}

// ItemActivities lists the accesses within a stat's window.
func (s *Store) ItemActivities(ctx context.Context, stat *models.ItemActivityStat, args models.PageArgs) (*models.ItemActivityConnection, error) {
	c, err := read.Connection(ctx, ActivitiesOfStat, stat, args)
	c.Count = s.totalCount(stat, models.Accesses)
	return &models.ItemActivityConnection{Connection: c}, err
}

// GroupOf returns the group that keyed an activity.
func (s *Store) GroupOf(ctx context.Context, a *models.ItemActivity) (*models.Group, error) {
	v, keys, err := s.readActivityKeys(ctx, a)
	if err != nil {
		return nil, err
	}
	return object.Found(read.Related(v, "group", group.Groups, a, func(a *models.ItemActivity) int64 { return keys[a.KeyNum].GroupNum }))("", "group")
}

// ItemOf returns the item that was accessed.
func (s *Store) ItemOf(ctx context.Context, a *models.ItemActivity) (*models.DriveItem, error) {
	v, keys, err := s.readActivityKeys(ctx, a)
	if err != nil {
		return nil, err
	}
	return object.Found(read.Related(v, "driveItem", drive.Items, a, func(a *models.ItemActivity) int64 { return keys[a.KeyNum].ItemNum }))("", "item")
}

// DriveActivityOf returns the drive activity that keyed an item activity.
func (s *Store) DriveActivityOf(ctx context.Context, a *models.ItemActivity) (*models.DriveActivity, error) {
	v, keys, err := s.readActivityKeys(ctx, a)
	if err != nil {
		return nil, err
	}
	return object.Found(read.Related(v, "driveActivity", drive.Activities, a, func(a *models.ItemActivity) int64 {
		return keys[a.KeyNum].DriveActivityNum
	}))("", "activity")
}
