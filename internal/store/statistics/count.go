package statistics

import (
	"github.com/itemactivity/itemactivity/internal/store/activitylog"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/models"
)

// countActions returns the number of facts of each stat, by action. What the stored statistics lack is
// found first, because this fails while they are filled.
func (k Kind[S]) countActions(v read.Tx, stats []S) (map[S]*rollup.ActionCounts, error) {
	lacking, err := k.findUncounted(v, stats)
	if err != nil {
		return nil, err
	}
	counts, err := rollup.CountActions(v.DB, k.owners, v.AddVisible, stats)
	if err != nil {
		return nil, err
	}
	for stat, count := range counts {
		lacking.each(stat, func(_ models.Day, some []*activitylog.Entry) { count[models.Accesses] += int64(len(some)) })
	}
	return counts, nil
}

// CountActors returns the number of distinct actors of an action in each stat.
func (k Kind[S]) CountActors(v read.Tx, stats []S, action models.CountedAction) (map[S]int64, error) {
	if action != models.Accesses {
		return rollup.CountActors(v.DB, k.owners, v.AddVisible, stats, action, nil, v.Unite)
	}
	lacking, err := k.findUncounted(v, stats)
	if err != nil {
		return nil, err
	}
	return rollup.CountActors(v.DB, k.owners, v.AddVisible, stats, action, lacking.actors, v.Unite)
}
