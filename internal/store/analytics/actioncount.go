package analytics

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/statistics"
	"github.com/itemactivity/itemactivity/models"
)

// DriveActionCount returns the number of facts in a drive with an action within the window of a stat.
func (s *Store) DriveActionCount(ctx context.Context, stat *models.DriveActionStat) (int, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return 0, err
	}
	return statistics.Drives.ActionCount(v, stat.Stat, stat.Action)
}
