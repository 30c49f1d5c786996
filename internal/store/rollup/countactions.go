package rollup

import (
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/posting"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// ActionCounts contains the number of facts of each action.
type ActionCounts [models.CountedActions]int64

// CountActions returns the number of facts of each stat, by action.
func CountActions[S Stat](db *gorm.DB, owners *Owners, visible posting.AddVisible, stats []S) (map[S]*ActionCounts, error) {
	of := rangesOf(stats, 0)
	columns, group := "wanted.key, bucket.action, sum(bucket.count) AS count", " GROUP BY wanted.key, bucket.action"
	if of.daily {
		columns, group = "wanted.key, bucket.day, bucket.action, bucket.count", ""
	}
	query, values := of.read(owners, columns, owners.counts, visible).Add(group).Statement()
	type actions struct {
		Key    int
		Day    models.Day
		Action models.CountedAction
		Count  int64
	}
	sums, err := statement.Find[actions](db, query, values...)
	if err != nil {
		return nil, err
	}
	counts := make(map[S]*ActionCounts, len(stats))
	each := make([]ActionCounts, len(stats))
	for i, s := range stats {
		counts[s] = &each[i]
	}
	for _, sum := range sums {
		if sum.Action < 0 || sum.Action >= models.CountedActions {
			return nil, statement.Translate(db, models.NewDerivedContentError("a number of activities has the unknown action %d", sum.Action))
		}
		each[of.stat(sum.Key, sum.Day)][sum.Action] = sum.Count
	}
	return counts, nil
}
