package analytics

import (
	"context"
	"math"

	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// factsOf returns a query of the facts of a group with an action within a window: the counted actor of
// each, which is NULL if it has none.
func factsOf(v read.Tx, group int64, w models.Window, action models.CountedAction) *statement.Text {
	q := statement.NewText()
	if action == models.Accesses {
		q.Add("SELECT identity_sets.actor_num AS actor FROM item_activities AS fact" +
			" JOIN identity_sets ON identity_sets.num = fact.actor_num")
	} else {
		q.Add("SELECT identity_sets.actor_num AS actor FROM drive_activities AS fact"+
			" JOIN identity_sets ON identity_sets.num = fact.actor_num"+
			" JOIN drive_activity_actions AS done ON done.num = fact.num AND done.action = ?", int64(action))
	}
	q.Where("fact.group_num = ?", group).Where("fact.ticks >= ? AND fact.ticks < ?", w.Start.Start(), w.End.Start())
	v.AddVisible(q, "fact.group_num")
	return q
}

func countOf(v read.Tx, count string, stat *models.DriveActionStat) (int, error) {
	facts := factsOf(v, stat.Stat.Drive.GroupNum, stat.Stat.Window, stat.Action)
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
