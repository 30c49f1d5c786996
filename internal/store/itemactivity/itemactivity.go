// Package itemactivity records and reads item activities, their keys, the stats that count them,
// and their filtered lists.
package itemactivity

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/store/activitylog"
	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// Store reads and records item activities and their stats.
type Store struct {
	writer *write.Writer
	keys   *KeyCache
}

// NewStore returns a Store whose mutations run in the given writer, and which caches keys.
func NewStore(w *write.Writer, keys *KeyCache) Store { return Store{w, keys} }

// Row is a row of item_activities.
type Row activitylog.Row

// TableName implements gorm's Tabler.
func (Row) TableName() string { return activitylog.Row{}.TableName() }

// Position implements read.Positioned.
func (r Row) Position() read.Position { return read.Position{Ticks: r.Ticks, Num: r.Seq} }

// form returns the form of the time.
func (r Row) form() int64 { return r.Sent >> defaultedBits }

func (r Row) recordedDateTime() models.Instant {
	return models.Instant(r.Ticks + r.RecordedAfter)
}

// Identities implements read.Fact.
func (r Row) Identities() (actor, recordedBy int64) { return r.ActorNum, r.RecordedByNum }

// itemActivityNode returns the activity of a row.
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
	made, activities := make([]timedActivity, len(rows)), make([]*models.ItemActivity, len(rows))
	for i := range rows {
		r := &rows[i]
		if activities[i], err = made[i].set(r, sets[r.ActorNum], sets[r.RecordedByNum]); err != nil {
			return nil, v.Database.RecordDamage(err)
		}
	}
	return activities, nil
}

// activity returns the activity of the row with the given identity sets.
func (r *Row) activity(actor, recordedBy *models.IdentitySet) (*models.ItemActivity, error) {
	return new(timedActivity).set(r, actor, recordedBy)
}

// timedActivity is an activity and its time, which is allocated with it.
type timedActivity struct {
	models.ItemActivity
	at models.DateTimeOffset
}

// set sets the activity to that of a row with the given identity sets, and returns it.
func (a *timedActivity) set(r *Row, actor, recordedBy *models.IdentitySet) (_ *models.ItemActivity, err error) {
	if a.at, err = models.DateTimeOffsetOf(r.Ticks, r.form()); err != nil {
		return nil, err
	}
	a.ItemActivity = models.ItemActivity{
		Seq: r.Seq, KeyNum: r.KeyNum, ID: r.ID, Access: models.NewAccessAction(),
		ActivityDateTime: &a.at, Actor: actor,
		RecordedDateTime: r.recordedDateTime(), RecordedBy: recordedBy,
	}
	return &a.ItemActivity, nil
}

// ItemActivity returns the activity with an id, or nil if there is none that the caller may see.
func (s *Store) ItemActivity(ctx context.Context, id models.ID) (*models.ItemActivity, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	activities, err := Find(v, []models.ID{id})
	return activities[id], err
}

// Find returns the activities with the given ids that the caller may see.
func Find(v read.Tx, ids []models.ID) (map[models.ID]*models.ItemActivity, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	q := statement.NewText().Add("SELECT item_activities.* FROM json_each(?) AS sent", codec.JSONIDs(ids)).
		Add(" CROSS JOIN item_activities ON item_activities.id = " + object.IDOfSent)
	v.AddVisible(q, "item_activities.group_num")
	query, values := q.Statement()
	rows, err := statement.Find[Row](v.DB, query, values...)
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

// ActivitiesOfStat is the list of the accesses within the window of a stat.
var ActivitiesOfStat = read.List[*models.ItemActivityStat, Row, *models.ItemActivity]{
	Name: "stat %q activities", Owner: func(s *models.ItemActivityStat) any { return s.ID },
	Table: object.ItemActivities.Table, Nodes: itemActivityNodes,
	Joins: "JOIN item_timelines ON item_timelines.seq = item_activities.seq", Index: &itemTimelines,
	Ticks: "item_timelines.ticks", Num: "item_timelines.seq", Key: "item_activities.seq", LatestFirst: true,
	Parent:  factsOfStat,
	Of:      read.Where("item_timelines.item_num = ? AND item_timelines.ticks >= ? AND item_timelines.ticks < ?"),
	Lacking: lackingOfStats,
}

// factsOfStat returns the parent values of the lists of a stat.
func factsOfStat(_ read.Tx, s *models.ItemActivityStat) []any {
	return []any{s.ItemNum, s.Window.Start.Start(), s.Window.End.Start()}
}

// ItemActivities lists the accesses within a stat's window.
func (s *Store) ItemActivities(ctx context.Context, stat *models.ItemActivityStat, args models.PageArgs) (*models.ItemActivityConnection, error) {
	c, err := read.Connection(ctx, ActivitiesOfStat, stat, args)
	c.Count = s.totalCount(stat, models.Accesses)
	return &models.ItemActivityConnection{Connection: c}, err
}
