package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/itemactivity/itemactivity/internal/config"
	"github.com/itemactivity/itemactivity/internal/store"
)

type verifyCommand struct{}

// Run computes every statistic again from the facts. A difference is a failure. A
// server may run meanwhile.
func (verifyCommand) Run(ctx context.Context, to streams, cfg *config.Config) error {
	path, err := cfg.DatabasePath()
	if err != nil {
		return err
	}
	logger := cfg.NewLogger(to.err)
	bar := progressOn(to.err, "verifying: %d of about %d facts")
	found, err := store.Verify(ctx, store.Config{Path: path, HardLinks: cfg.AllowHardLinks.On(), Logger: logger}, bar.show)
	bar.clear()
	if found != nil {
		for _, difference := range found.Differences {
			if _, err := fmt.Fprintln(to.out, difference); err != nil {
				return err
			}
		}
	}
	if err != nil {
		return err
	}
	summary := fmt.Sprintf("%d items, %d item activities, %d drive activities", found.Items, found.Activities, found.DriveActivities)
	if found.Different > 0 {
		return fmt.Errorf("verified %s: %d differences, of which %d are shown; keep a copy of the files, and see docs/operating.md, Damage", summary, found.Different, len(found.Differences))
	}
	if len(found.Unchecked) > 0 {
		if _, err := fmt.Fprintf(to.out, "SQLite's own check of %s was given up, as the server's log grew meanwhile: make a backup and verify that.\n", strings.Join(found.Unchecked, ", ")); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(to.out, "Verified %s: everything agrees.\n", summary)
	return err
}
