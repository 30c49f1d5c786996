package analytics

import (
	"context"
	"maps"
	"slices"

	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// DriveAllTime returns the stat of a drive for all time.
func (s *Store) DriveAllTime(ctx context.Context, drive *models.Drive) (*models.DriveActivityStat, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	return statOf(v, drive, models.AllTimeWindow()), nil
}

// DriveLastSevenDays returns the stat of a drive for today and the six days before. Today is the UTC day
// of the request.
func (s *Store) DriveLastSevenDays(ctx context.Context, drive *models.Drive) (*models.DriveActivityStat, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	return statOf(v, drive, models.LastSevenDaysWindow(v.Now)), nil
}

// statOf returns the stat of a drive for a window. It is in a batch with the stats of the other drives in
// the drive's batch for this window.
func statOf(v read.Tx, drive *models.Drive, w models.Window) *models.DriveActivityStat {
	all, stats := read.LoadFor[map[int64]*models.DriveActivityStat](v.Batches, drive, w)
	defer stats.Unlock()
	if !stats.Done {
		made := make(map[int64]*models.DriveActivityStat, len(all))
		for _, d := range all {
			made[d.Num] = models.NewDriveActivityStat(w, d)
		}
		read.MakeBatch(v.Batches, slices.Collect(maps.Values(made)))
		stats.Set(made, nil)
	}
	return stats.Value[drive.Num]
}

// interval identifies a series of stats among the loads of a batch.
type interval struct {
	kind       models.WindowKind
	start, end int64
}

// DriveActivitiesByInterval returns the stats of a drive for the standard windows of a kind that overlap
// the time from start to end. It returns BAD_USER_INPUT if this time is empty or too long.
func (s *Store) DriveActivitiesByInterval(ctx context.Context, drive *models.Drive, start, end models.DateTimeOffset, kind models.WindowKind) ([]*models.DriveActivityStat, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	windows, err := models.Series(kind, start, end)
	if err != nil {
		return nil, err
	}
	all, stats := read.LoadFor[map[int64][]*models.DriveActivityStat](v.Batches, drive, interval{kind, start.Ticks(), end.Ticks()})
	defer stats.Unlock()
	if !stats.Done {
		series := make(map[int64][]*models.DriveActivityStat, len(all))
		var made []*models.DriveActivityStat
		for _, d := range all {
			for _, w := range windows {
				made = append(made, models.NewDriveActivityStat(w, d))
			}
			series[d.Num] = made[len(made)-len(windows):]
		}
		read.MakeBatch(v.Batches, made)
		stats.Set(series, nil)
	}
	return stats.Value[drive.Num], nil
}
