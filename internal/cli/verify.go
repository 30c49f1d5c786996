package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/itemactivity/itemactivity/internal/config"
	"github.com/itemactivity/itemactivity/internal/store"
)

type verifyCommand struct{}

// Run computes all statistics from the recorded activities and compares them with those
// that are stored. A difference is a failure. A server may be running.
func (verifyCommand) Run(ctx context.Context, to streams, cfg *config.Config) error {
	path, err := cfg.DatabasePath()
	if err != nil {
		return err
	}
	logger := cfg.NewLogger(to.err)
	bar := progressOn(to.err, "verifying: %d of about %d activities")
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
		return fmt.Errorf("verified %s: found %d differences and printed %d; keep a copy of the files, and see docs/operating.md, Damage", summary, found.Different, len(found.Differences))
	}
	if len(found.Unchecked) > 0 {
		if _, err := fmt.Fprintf(to.out, "The integrity check of %s was aborted, because the server's write-ahead log grew in the meantime: make a backup and verify it.\n", strings.Join(found.Unchecked, ", ")); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(to.out, "Verified %s: no differences.\n", summary)
	return err
}
