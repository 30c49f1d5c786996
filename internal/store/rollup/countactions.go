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
func CountActions(db *gorm.DB, within posting.Within, stats []*models.ItemActivityStat) (map[*models.ItemActivityStat]*ActionCounts, error) {
	q := rangesOf(stats, 0).join(db, within, "item_action_counts")
	var sums []struct {
		Position int
		Action   models.CountedAction
		Count    int64
	}
	err := q.Select("wanted.key AS position, bucket.action, sum(bucket.count) AS count").
		Group("wanted.key, bucket.action").Find(&sums).Error
	if err != nil {
		return nil, err
	}
	counts := make(map[*models.ItemActivityStat]*ActionCounts, len(stats))
	for _, s := range stats {
		counts[s] = new(ActionCounts)
	}
	for _, sum := range sums {
		if sum.Action < 0 || sum.Action >= models.CountedActions {
			return nil, statement.Translate(db, models.NewDerivedContentError("a number of activities has the unknown action %d", sum.Action))
		}
		counts[stats[sum.Position]][sum.Action] = sum.Count
	}
	return counts, nil
}
