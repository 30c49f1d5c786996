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
func CountActions(db *gorm.DB, visible posting.AddVisible, stats []*models.ItemActivityStat) (map[*models.ItemActivityStat]*ActionCounts, error) {
	query, values := rangesOf(stats, 0).
		read("wanted.key AS position, bucket.action, sum(bucket.count) AS count", "item_action_counts", visible).
		Add(" GROUP BY wanted.key, bucket.action").Statement()
	type actions struct {
		Position int
		Action   models.CountedAction
		Count    int64
	}
	sums, err := statement.Find[actions](db, query, values...)
	if err != nil {
		return nil, err
	}
	counts := make(map[*models.ItemActivityStat]*ActionCounts, len(stats))
	each := make([]ActionCounts, len(stats))
	for i, s := range stats {
		counts[s] = &each[i]
	}
	for _, sum := range sums {
		if sum.Action < 0 || sum.Action >= models.CountedActions {
			return nil, statement.Translate(db, models.NewDerivedContentError("a number of activities has the unknown action %d", sum.Action))
		}
		each[sum.Position][sum.Action] = sum.Count
	}
	return counts, nil
}
