package store

import (
	"context"
	"math"

	"github.com/itemactivity/itemactivity/models"
)

// ActionCount counts the facts of an action within a window, from the rollups.
func (s *Store) ActionCount(ctx context.Context, stat *models.ItemActionStat) (int, error) {
	v, err := s.read(ctx)
	if err != nil {
		return 0, err
	}
	series, place := stat.Stat.Series()
	counts, err := v.load.counts.Load(ctx, seriesKey{stat.Stat.ItemNum, series})
	if err != nil {
		return 0, err
	}
	return graphInt(counts[place][stat.Action]), nil
}

// ActorCount counts the distinct actors of an action within a window, from the
// rollups.
func (s *Store) ActorCount(ctx context.Context, stat *models.ItemActionStat) (int, error) {
	v, err := s.read(ctx)
	if err != nil {
		return 0, err
	}
	series, place := stat.Stat.Series()
	counts, err := v.load.actors.Load(ctx, actorsKey{seriesKey{stat.Stat.ItemNum, series}, stat.Action})
	if err != nil {
		return 0, err
	}
	return graphInt(counts[place]), nil
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
