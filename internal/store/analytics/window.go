package analytics

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/statistics"
	"github.com/itemactivity/itemactivity/models"
)

// derived makes the stats of drives in windows that are not stored.
var derived = statistics.Derived[*models.Drive, *models.DriveActivityStat]{
	Num: func(d *models.Drive) int64 { return d.Num }, New: models.NewDriveActivityStat,
}

// DriveAllTime returns the stat of a drive for all time.
func (s *Store) DriveAllTime(ctx context.Context, drive *models.Drive) (*models.DriveActivityStat, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	return derived.In(v, drive, models.AllTimeWindow()), nil
}

// DriveLastSevenDays returns the stat of a drive for today and the six days before. Today is the UTC day of the
// request.
func (s *Store) DriveLastSevenDays(ctx context.Context, drive *models.Drive) (*models.DriveActivityStat, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	return derived.In(v, drive, models.LastSevenDaysWindow(v.Now)), nil
}

// DriveActivitiesByInterval returns the stats of a drive for the standard windows of a kind that overlap the time from
// start to end. It returns BAD_USER_INPUT if this time is empty or too long.
func (s *Store) DriveActivitiesByInterval(ctx context.Context, drive *models.Drive, start, end models.DateTimeOffset, kind models.WindowKind) ([]*models.DriveActivityStat, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	return derived.Series(v, drive, kind, start, end)
}
