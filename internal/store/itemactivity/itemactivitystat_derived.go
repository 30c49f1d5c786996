package itemactivity

import (
	"context"
	"maps"
	"slices"

	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// AllTime returns the window over everything that ever happened to an item.
func (s *Store) AllTime(ctx context.Context, item *models.DriveItem) (*models.ItemActivityStat, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	return derivedStat(v, item, models.AllTimeWindow()), nil
}

// LastSevenDays returns the window of today and the six days before over an
// item, as of the snapshot's now.
func (s *Store) LastSevenDays(ctx context.Context, item *models.DriveItem) (*models.ItemActivityStat, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	return derivedStat(v, item, models.LastSevenDaysWindow(v.Now)), nil
}

// derivedStat returns the stat of one window over an item, in a batch with those of the
// same window over the items of its batch.
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

// interval tells a series of windows from others over the same items.
type interval struct {
	kind       models.WindowKind
	start, end int64
}

// ActivitiesByInterval returns the stats of the standard windows of a kind that
// overlap a time, over an item. It returns BAD_USER_INPUT for a time that is
// empty, or too long.
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
