package analytics

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/store/activitylog"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// MostActiveActorsOfItem returns the actors of an item with the most activities of an action in a window,
// at most first. Actors with the same number are in the order in which they were recorded first. It reads
// the activities of the window, and returns QUERY_TOO_COMPLEX if the request reads too many of them. It
// also returns BAD_USER_INPUT.
func (s *Store) MostActiveActorsOfItem(ctx context.Context, stat *models.ItemActivityStat, first *int, action models.CountedAction) ([]*models.ActiveActor, error) {
	n, err := firstOf(first)
	if err != nil {
		return nil, err
	}
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	all, actors := read.LoadFor[map[*models.ItemActivityStat][]*models.ActiveActor](v.Batches, stat, ranked{"mostActiveActors", action, n})
	defer actors.Unlock()
	if !actors.Done {
		counts, err := countActorsOfItems(v, all, action, n)
		if err == nil {
			actors.Set(namedActors(v, all, counts, action))
		} else {
			actors.Set(nil, err)
		}
	}
	return actors.Value[stat], actors.Err
}

// countActorsOfItems returns the n greatest counts of the actors of each stat.
func countActorsOfItems(v read.Tx, stats []*models.ItemActivityStat, action models.CountedAction, n int) ([][]count, error) {
	sums := make([]counts, len(stats))
	for i := range sums {
		sums[i] = make(counts)
	}
	if action == models.Accesses {
		if err := addLackingActors(v, stats, sums); err != nil {
			return nil, err
		}
	}
	greatest := make([][]count, len(stats))
	for i, stat := range stats {
		if err := addStoredActors(v, stat, action, sums[i]); err != nil {
			return nil, err
		}
		delete(sums[i], 0)
		greatest[i] = sums[i].first(n)
	}
	return greatest, nil
}

// addLackingActors adds the accesses that the timelines of items lack. Those without a counted actor have
// the number 0.
func addLackingActors(v read.Tx, stats []*models.ItemActivityStat, to []counts) error {
	ofItem := make(map[int64][]int)
	for i, stat := range stats {
		ofItem[stat.ItemNum] = append(ofItem[stat.ItemNum], i)
	}
	items := read.Numbers(stats, func(s *models.ItemActivityStat) int64 { return s.ItemNum })
	entries, err := v.Projections.OfItems(v.DB, items)
	var scanned int64
	if err := v.EachVisible(entries, err, func(e *activitylog.Entry) {
		for _, i := range ofItem[e.ItemNum] {
			if stats[i].Window.Holds(e.Ticks) {
				to[i].add(count{e.By.Actor, 1, e.Seq})
				scanned++
			}
		}
	}); err != nil {
		return err
	}
	return v.Scan(scanned)
}

// addStoredActors adds the activities of a stat that the table of its item contains. Those without a
// counted actor have the number 0.
func addStoredActors(v read.Tx, stat *models.ItemActivityStat, action models.CountedAction, to counts) error {
	listed := statement.NewText()
	if action == models.Accesses {
		listed.Add("SELECT fact.seq AS num, fact.actor_num FROM item_timelines AS timed"+
			" CROSS JOIN item_activities AS fact ON fact.seq = timed.seq").
			Where("timed.item_num = ?", stat.ItemNum)
	} else {
		listed.Add("SELECT fact.num, fact.actor_num FROM drive_activity_actions AS timed"+
			" CROSS JOIN drive_activities AS fact ON fact.num = timed.num").
			Where("timed.item_num = ? AND timed.action = ?", stat.ItemNum, int64(action))
	}
	listed.Where("timed.ticks >= ? AND timed.ticks < ?", stat.Window.Start.Start(), stat.Window.End.Start())
	v.AddVisible(listed, "fact.group_num")
	listed.Add(" LIMIT ?", v.ScanLimit()+1)
	query, values := statement.NewText().
		Add("SELECT coalesce(identity_sets.actor_num, 0) AS num, count(*) AS count, max(listed.num) AS last FROM (?) AS listed"+
			" CROSS JOIN identity_sets ON identity_sets.num = listed.actor_num GROUP BY identity_sets.actor_num", listed.Expression()).Statement()
	var scanned int64
	if err := statement.Each(v.DB, func(row *storedCount) error {
		to.add(row.count())
		scanned += row.Count
		return nil
	}, query, values...); err != nil {
		return err
	}
	return v.Scan(scanned)
}
