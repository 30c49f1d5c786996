package analytics

import (
	"context"
	"math"

	"github.com/itemactivity/itemactivity/internal/store/drive"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// factsOf returns a query of the facts of a group or an item with an action within a window: the item,
// the number, the identity set and the counted actor of each, which is NULL if it has none.
func factsOf(v read.Tx, owner string, num int64, w models.Window, action models.CountedAction) *statement.Text {
	q := statement.NewText()
	if action == models.Accesses {
		q.Add("SELECT fact.item_num, fact.seq AS num, fact.actor_num AS set_num, identity_sets.actor_num AS actor FROM item_activities AS fact" +
			" JOIN identity_sets ON identity_sets.num = fact.actor_num")
	} else {
		q.Add("SELECT fact.item_num, fact.num AS num, fact.actor_num AS set_num, identity_sets.actor_num AS actor FROM drive_activities AS fact"+
			" JOIN identity_sets ON identity_sets.num = fact.actor_num"+
			" JOIN drive_activity_actions AS done ON done.num = fact.num AND done.action = ?", int64(action))
	}
	q.Where("fact."+owner+" = ?", num).Where("fact.ticks >= ? AND fact.ticks < ?", w.Start.Start(), w.End.Start())
	v.AddVisible(q, "fact.group_num")
	return q
}

func countOf(v read.Tx, count string, stat *models.DriveActionStat) (int, error) {
	facts := factsOf(v, "group_num", stat.Stat.Drive.GroupNum, stat.Stat.Window, stat.Action)
	query, values := statement.NewText().Add("SELECT "+count+" FROM (?) AS facts", facts.Expression()).Statement()
	counts, err := statement.Find[int64](v.DB, query, values...)
	if err != nil || len(counts) == 0 {
		return 0, err
	}
	return int(min(counts[0], math.MaxInt32)), nil
}

// DriveActionCount returns the number of facts with an action within the window of a stat.
func (s *Store) DriveActionCount(ctx context.Context, stat *models.DriveActionStat) (int, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return 0, err
	}
	return countOf(v, "count(*)", stat)
}

// DriveActorCount returns the number of distinct actors of an action within the window of a stat.
func (s *Store) DriveActorCount(ctx context.Context, stat *models.DriveActionStat) (int, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return 0, err
	}
	return countOf(v, "count(DISTINCT actor)", stat)
}

// naiveCount is a number of facts of an item or an actor.
type naiveCount struct{ Num, Count, SetNum int64 }

func greatest(v read.Tx, column string, facts *statement.Text, first *int) ([]naiveCount, error) {
	n := 10
	if first != nil {
		n = *first
	}
	if n < 1 || n > 100 {
		return nil, models.Invalid("first", "first must be from 1 to 100.")
	}
	query, values := statement.NewText().
		Add("SELECT num, count, set_num FROM (SELECT "+column+" AS num, count(*) AS count, set_num, max(num) AS last FROM (?) AS facts"+
			" WHERE "+column+" IS NOT NULL GROUP BY "+column+") ORDER BY count DESC, num LIMIT ?", facts.Expression(), n).Statement()
	return statement.Find[naiveCount](v.DB, query, values...)
}

// MostActiveItems returns the items of a drive with the most activities of an action in a window.
func (s *Store) MostActiveItems(ctx context.Context, stat *models.DriveActivityStat, first *int, action models.CountedAction) ([]*models.ActiveItem, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	counts, err := greatest(v, "item_num", factsOf(v, "group_num", stat.Drive.GroupNum, stat.Window, action), first)
	if err != nil {
		return nil, err
	}
	items, err := drive.Items.Load(v, read.Numbers(counts, func(c naiveCount) int64 { return c.Num }))
	if err != nil {
		return nil, err
	}
	active := make([]*models.ActiveItem, len(counts))
	made := make([]*models.ItemActivityStat, len(counts))
	for i, c := range counts {
		made[i] = models.NewItemActivityStat(stat.Window, items[c.Num])
		active[i] = &models.ActiveItem{
			DriveItem: items[c.Num], ActionCount: int(min(c.Count, math.MaxInt32)),
			Stat: &models.ItemActionStat{Stat: made[i], Action: action},
		}
	}
	read.MakeBatch(v.Batches, made)
	return active, nil
}

// MostActiveActors returns the actors of a drive with the most activities of an action in a window.
func (s *Store) MostActiveActors(ctx context.Context, stat *models.DriveActivityStat, first *int, action models.CountedAction) ([]*models.ActiveActor, error) {
	return activeActors(ctx, "group_num", stat.Drive.GroupNum, stat.Window, first, action)
}

// MostActiveActorsOfItem returns the actors of an item with the most activities of an action in a window.
func (s *Store) MostActiveActorsOfItem(ctx context.Context, stat *models.ItemActivityStat, first *int, action models.CountedAction) ([]*models.ActiveActor, error) {
	return activeActors(ctx, "item_num", stat.ItemNum, stat.Window, first, action)
}

func activeActors(ctx context.Context, owner string, num int64, w models.Window, first *int, action models.CountedAction) ([]*models.ActiveActor, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	counts, err := greatest(v, "actor", factsOf(v, owner, num, w, action), first)
	if err != nil {
		return nil, err
	}
	sets, err := v.IdentitySets(read.Numbers(counts, func(c naiveCount) int64 { return c.SetNum })...)
	if err != nil {
		return nil, err
	}
	active := make([]*models.ActiveActor, len(counts))
	for i, c := range counts {
		active[i] = &models.ActiveActor{Actor: sets[c.SetNum], ActionCount: int(min(c.Count, math.MaxInt32))}
	}
	return active, nil
}
