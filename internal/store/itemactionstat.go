package store

import (
	"context"
	"math"

	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/models"
)

// ActionCount counts the facts of an action within a window, from the rollups.
func (s *Store) ActionCount(ctx context.Context, stat *models.ItemActionStat) (int, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return 0, err
	}
	all, counts := read.LoadFor[map[*models.ItemActivityStat]*rollup.ActionCounts](v.Batches, stat.Stat, "actionCount")
	defer counts.Unlock()
	if !counts.Done {
		counts.Set(rollup.CountActions(v.DB, v.Within, all))
	}
	if counts.Err != nil {
		return 0, counts.Err
	}
	return graphInt(counts.Value[stat.Stat][stat.Action]), nil
}

// actorTotal tells the actors of an action from those of others.
type actorTotal struct{ action models.CountedAction }

// ActorCount counts the distinct actors of an action within a window, from the
// rollups.
func (s *Store) ActorCount(ctx context.Context, stat *models.ItemActionStat) (int, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return 0, err
	}
	all, counts := read.LoadFor[map[*models.ItemActivityStat]int64](v.Batches, stat.Stat, actorTotal{stat.Action})
	defer counts.Unlock()
	if !counts.Done {
		counts.Set(rollup.CountActors(v.DB, v.Within, all, stat.Action, v.Unite))
	}
	return graphInt(counts.Value[stat.Stat]), counts.Err
}

// totalCount is a count of a list that a stat has.
func (s *Store) totalCount(stat *models.ItemActivityStat, action models.CountedAction) func(context.Context) (*int, error) {
	return func(ctx context.Context) (*int, error) {
		n, err := s.ActionCount(ctx, &models.ItemActionStat{Stat: stat, Action: action})
		return &n, err
	}
}

// graphInt makes GraphQL's Int of a count: it stops at the largest there is.
func graphInt(n int64) int { return int(min(n, math.MaxInt32)) }
