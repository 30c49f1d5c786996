package itemactivity

import (
	"cmp"
	"context"
	"fmt"

	"github.com/itemactivity/itemactivity/internal/store/activitylog"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// Selection is the parent of a filtered list of accesses: the number of an item, of a group, or of
// an actor and a group. From and Before bound the times of the accesses in ticks, or their seqs
// in lists in the order of recording. Before is not included.
type Selection struct {
	sent               sentSelection
	Item, Group, Actor int64
	From, Before       int64
}

// sentSelection is the selection as the client sent it. It is part of the name of the list, with
// which its cursors are authenticated. It contains nothing that the server looks up, such as the
// last seq of a range. A name with such values would change with the next access, and would
// invalidate every cursor.
type sentSelection struct {
	of           any
	from, before int64
}

// accesses is a filtered list of accesses in one order.
type accesses = read.List[Selection, Row, *models.ItemActivity]

// The tables that order the accesses of items, groups, and actors in groups, by time.
var (
	itemTimelines  = read.Index{Name: "item_timelines", Owners: object.DriveItems.Table, Owner: 0}
	groupTimelines = read.Index{Name: "group_timelines", Owners: object.Groups.Table, Owner: 0}
	actorLists     = read.Index{Name: "activity_actors", Owners: object.Groups.Table, Owner: 1}
)

// AccessesOf declares the list of the accesses of an item or a group. The order by time uses a
// timeline, and the order of recording uses a posting list.
func AccessesOf(of activitylog.Column, order models.ItemActivityOrder) accesses {
	column, index, lacking := "item_num", &itemTimelines, lackingOfItems
	if of == activitylog.Group {
		column, index, lacking = "group_num", &groupTimelines, lackingOfGroups
	}
	l := accesses{
		Name: "accesses of " + column + " %s", Owner: selectionName,
		Table: object.ItemActivities.Table, Nodes: itemActivityNodes,
		Num: "item_activities.seq", LatestFirst: order.LatestFirst(),
	}
	if order.ByRecorded() {
		l.Name, l.Recorded = "accesses recorded of "+column+" %s", true
		l.RowNumbers = postingRowNumbers(order.LatestFirst())
	} else {
		timeline := index.Name
		l.Joins = "JOIN " + timeline + " ON " + timeline + ".seq = item_activities.seq"
		l.Ticks, l.Num, l.Key = timeline+".ticks", timeline+".seq", "item_activities.seq"
		l.Of = read.Where(timeline + "." + column + " = ? AND " + timeline + ".ticks >= ? AND " + timeline + ".ticks < ?")
		l.Parent = func(_ read.Tx, s Selection) []any { return []any{cmp.Or(s.Item, s.Group), s.From, s.Before} }
		l.Index, l.Lacking = index, lacking
	}
	if order.LatestFirst() {
		l.Name = "latest " + l.Name
	}
	return l
}

func selectionName(s Selection) any {
	return fmt.Sprintf("%v from %d before %d", s.sent.of, s.sent.from, s.sent.before)
}

// FilteredActivities lists the accesses that match a filter. It returns nil if the caller may not
// see the object in the filter, and BAD_USER_INPUT for an order that the filter does not allow.
func (s *Store) FilteredActivities(ctx context.Context, f models.ItemActivityFilter, orderBy *models.ItemActivityOrder, args models.PageArgs) (*models.ItemActivityConnection, error) {
	order, err := f.Ordered(orderBy)
	if err != nil {
		return nil, err
	}
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	var narrowed Selection
	narrowed.From, narrowed.Before = f.ActivityDateTime.Ticks()
	narrowed.sent.from, narrowed.sent.before = narrowed.From, narrowed.Before
	if order.ByRecorded() {
		narrowed.sent.from, narrowed.sent.before = f.RecordedDateTime.Ticks()
		if narrowed.From, narrowed.Before, err = RecordedWithin(v, f.RecordedDateTime); err != nil {
			return nil, err
		}
	}
	if f.Actor != nil {
		c, err := accessesByActor(v, f.Actor, narrowed, order, args)
		return &models.ItemActivityConnection{Connection: c}, err
	}
	l, stat, found, err := selectionOf(v, f, order, &narrowed)
	if err != nil || !found {
		return nil, err
	}
	c, err := read.Connection(ctx, l, narrowed, args)
	if stat != nil && f.ActivityDateTime == nil && f.RecordedDateTime == nil {
		c.Count = s.totalCount(stat, models.Accesses)
	}
	return &models.ItemActivityConnection{Connection: c}, err
}

// selectionOf looks up the item, the stat or the group of a filter, and sets it in the selection.
// The result stat is a stat that counts the whole list, or nil if there is none. The result
// found is false if the caller may not see the object.
func selectionOf(v read.Tx, f models.ItemActivityFilter, order models.ItemActivityOrder, narrowed *Selection) (l accesses, stat *models.ItemActivityStat, found bool, err error) {
	switch {
	case f.GroupID != nil:
		group, err := object.ByID[models.Group](v, object.Groups, *f.GroupID)
		if group == nil {
			return l, nil, false, err
		}
		narrowed.Group, narrowed.sent.of = group.Num, group.ID
		return AccessesOf(activitylog.Group, order), nil, true, nil
	case f.DriveItemID != nil:
		item, err := object.ByID[models.DriveItem](v, object.DriveItems, *f.DriveItemID)
		if item == nil {
			return l, nil, false, err
		}
		stat = models.NewItemActivityStat(models.AllTimeWindow(), item)
		narrowed.Group, narrowed.sent.of = item.GroupNum, item.ID
	default:
		if stat, err = findStat(v, *f.StatID); stat == nil {
			return l, nil, false, err
		}
		narrowed.From = max(narrowed.From, stat.Window.Start.Start())
		narrowed.Before = min(narrowed.Before, stat.Window.End.Start())
		narrowed.sent.of = stat.ID
	}
	narrowed.Item = stat.ItemNum
	return AccessesOf(activitylog.Item, order), stat, true, nil
}

// RecordedWithin returns the range of seqs for a range of recordedDateTime: the first seq, and
// the one after the last.
func RecordedWithin(v read.Tx, r *models.DateTimeRange) (from, before int64, err error) {
	first, end := r.Ticks()
	if from, err = firstRecorded(v, first); err != nil {
		return 0, 0, err
	}
	before, err = firstRecorded(v, end)
	return from, before, err
}

// firstRecorded returns the seq of the first access that was recorded at a time or later, or the
// one after the last seq. A binary search finds it without an index, because recordedDateTime
// never decreases and the seqs have no gaps.
func firstRecorded(v read.Tx, ticks int64) (seq int64, err error) {
	seqs, err := statement.Find[int64](v.DB, `
		WITH RECURSIVE search (low, high) AS (
			SELECT 1, 1 + coalesce((SELECT max(seq) FROM item_activities), 0)
			UNION ALL
			SELECT iif(probe.ticks + probe.recorded_after < ?, probe.seq + 1, low), iif(probe.ticks + probe.recorded_after < ?, high, probe.seq)
			FROM search CROSS JOIN item_activities AS probe ON probe.seq = (low + high) / 2
			WHERE low < high
		)
		SELECT low FROM search WHERE low = high`, ticks, ticks)
	if err != nil {
		return 0, err
	}
	if len(seqs) != 1 {
		return 0, v.Database.RecordDamage(errGap)
	}
	return seqs[0], nil
}

var errGap = models.NewContentError("the numbers of the item activities have a gap")
