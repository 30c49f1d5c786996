package main

import (
	"context"
	"fmt"

	"github.com/itemactivity/itemactivity/internal/store"
)

type verifyCommand struct{}

// Run computes every statistic once more from the facts. It may run beside the
// server, and any difference is a failure.
func (verifyCommand) Run(ctx context.Context, to streams, settings *commandLine) error {
	path, err := databasePath(settings.Database)
	if err != nil {
		return wrongSetting("database", err)
	}
	logger, err := newLogger(to.err, settings)
	if err != nil {
		return err
	}
	bar := progressOn(to.err, "verifying: %d of about %d facts")
	found, err := store.Verify(ctx, store.Config{Path: path, Logger: logger}, bar.show)
	bar.clear()
	if err != nil {
		return err
	}
	for _, difference := range found.Differences {
		if _, err := fmt.Fprintln(to.out, difference); err != nil {
			return err
		}
	}
	summary := fmt.Sprintf("%d items, %d item activities, %d drive activities", found.Items, found.Activities, found.DriveActivities)
	if found.Different > 0 {
		return fmt.Errorf("verified %s: %d differences, of which %d are shown", summary, found.Different, len(found.Differences))
	}
	_, err = fmt.Fprintf(to.out, "Verified %s: everything agrees.\n", summary)
	return err
}
