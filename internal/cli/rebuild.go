package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/itemactivity/itemactivity/internal/config"
	"github.com/itemactivity/itemactivity/internal/store"
)

type rebuildCommand struct{}

// Run computes everything that is derived from the recorded activities again, and stores it. No
// server may be running.
func (rebuildCommand) Run(ctx context.Context, to streams, cfg *config.Config) error {
	path, err := cfg.DatabasePath()
	if err != nil {
		return err
	}
	logger := cfg.NewLogger(to.err)
	began := time.Now()
	bar := progressOn(to.err, "rebuilding: %d of %d activities")
	bar.log(logger, "rebuilding", "activities")
	done, err := store.Rebuild(ctx, store.Config{Path: path, HardLinks: cfg.AllowHardLinks.On(), Logger: logger}, bar.show)
	bar.clear()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(to.out, "Rebuilt the statistics and the lists of %d item activities and %d drive activities in %s.\n",
		done.ItemActivities, done.DriveActivities, time.Since(began).Round(time.Millisecond))
	return err
}
