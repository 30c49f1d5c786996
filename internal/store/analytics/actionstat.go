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

// DriveActorCount returns the number of distinct actors of an action in a drive within the window of a
// stat. It returns QUERY_TOO_COMPLEX if the request counts too many actors.
func (s *Store) DriveActorCount(ctx context.Context, stat *models.DriveActionStat) (int, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return 0, err
	}
	return statistics.Drives.ActorCount(v, stat.Stat, stat.Action)
}
