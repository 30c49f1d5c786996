package itemactivity

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/statistics"
	"github.com/itemactivity/itemactivity/models"
)

// derived makes the stats of items in windows that are not stored.
var derived = statistics.Derived[*models.DriveItem, *models.ItemActivityStat]{
	Num: func(i *models.DriveItem) int64 { return i.Num }, New: models.NewItemActivityStat,
}

// AllTime returns the stat of an item for all time.
func (s *Store) AllTime(ctx context.Context, item *models.DriveItem) (*models.ItemActivityStat, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	return derived.In(v, item, models.AllTimeWindow()), nil
}

// LastSevenDays returns the stat of an item for today and the six days before. Today is the UTC day of the
// request.
func (s *Store) LastSevenDays(ctx context.Context, item *models.DriveItem) (*models.ItemActivityStat, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	return derived.In(v, item, models.LastSevenDaysWindow(v.Now)), nil
}

// ActivitiesByInterval returns the stats of an item for the standard windows of a kind that overlap the time from
// start to end. It returns BAD_USER_INPUT if this time is empty or too long.
func (s *Store) ActivitiesByInterval(ctx context.Context, item *models.DriveItem, start, end models.DateTimeOffset, kind models.WindowKind) ([]*models.ItemActivityStat, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	return derived.Series(v, item, kind, start, end)
}
