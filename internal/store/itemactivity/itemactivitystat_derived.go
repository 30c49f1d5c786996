package itemactivity

import (
	"context"
	"maps"
	"slices"

	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// AllTime returns the stat of an item for all time.
func (s *Store) AllTime(ctx context.Context, item *models.DriveItem) (*models.ItemActivityStat, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	return derivedStat(v, item, models.AllTimeWindow()), nil
}

// LastSevenDays returns the stat of an item for today and the six days before. Today is the UTC
// day of the request.
func (s *Store) LastSevenDays(ctx context.Context, item *models.DriveItem) (*models.ItemActivityStat, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	return derivedStat(v, item, models.LastSevenDaysWindow(v.Now)), nil
}

// derivedStat returns the stat of an item for a window. It is in a batch with the stats of the
// other items in the item's batch for this window.
func derivedStat(v read.Tx, item *models.DriveItem, w models.Window) *models.ItemActivityStat {
	all, stats := read.LoadFor[map[int64]*models.ItemActivityStat](v.Batches, item, w)
	defer stats.Unlock()
	if !stats.Done {
		made := make(map[int64]*models.ItemActivityStat, len(all))
		for _, i := range all {
			made[i.Num] = models.NewItemActivityStat(w, i)
		}
		read.MakeBatch(v.Batches, slices.Collect(maps.Values(made)))
		stats.Set(made, nil)
	}
	return stats.Value[item.Num]
}

// interval identifies a series of stats among the loads of a batch.
type interval struct {
	kind       models.WindowKind
	start, end int64
}

// ActivitiesByInterval returns the stats of an item for the standard windows of a kind that
// overlap the time from start to end. It returns BAD_USER_INPUT if this time is empty or too
// long.
func (s *Store) ActivitiesByInterval(ctx context.Context, item *models.DriveItem, start, end models.DateTimeOffset, kind models.WindowKind) ([]*models.ItemActivityStat, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	windows, err := models.Series(kind, start, end)
	if err != nil {
		return nil, err
	}
	all, stats := read.LoadFor[map[int64][]*models.ItemActivityStat](v.Batches, item, interval{kind, start.Ticks(), end.Ticks()})
	defer stats.Unlock()
	if !stats.Done {
		series := make(map[int64][]*models.ItemActivityStat, len(all))
		var made []*models.ItemActivityStat
		for _, i := range all {
			for _, w := range windows {
				made = append(made, models.NewItemActivityStat(w, i))
			}
			series[i.Num] = made[len(made)-len(windows):]
		}
		read.MakeBatch(v.Batches, made)
		stats.Set(series, nil)
	}
	return stats.Value[item.Num], nil
}
