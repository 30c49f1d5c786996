package statistics

import (
	"errors"

	"github.com/itemactivity/itemactivity/internal/store/activitylog"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/models"
)

// actionCounts contains the number of facts of each stat, by action.
type actionCounts[S comparable] struct {
	of map[S]*rollup.ActionCounts
	// uncounted is the error for accesses while the stored statistics are filled. Those of drive activities
	// are complete.
	uncounted error
}

// countActions returns the number of facts of each stat. What the stored statistics lack is found first,
// because this fails while they are filled.
func (k Kind[S]) countActions(v read.Tx, stats []S) (counts actionCounts[S], err error) {
	lacking, err := k.findUncounted(v, stats)
	if rejection := new(models.Error); errors.As(err, &rejection) && rejection.Code == models.Unavailable {
		counts.uncounted, err = err, nil
	}
	if err != nil {
		return counts, err
	}
	if counts.of, err = rollup.CountActions(v.DB, k.owners, v.AddVisible, stats); err != nil || counts.uncounted != nil {
		return counts, err
	}
	for stat, count := range counts.of {
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
