package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/itemactivity/itemactivity/internal/config"
	"github.com/itemactivity/itemactivity/internal/store"
)

type backupCommand struct {
	File string `arg:"" help:"File of the backup, as PATH or sqlite:PATH. An existing file is not overwritten."`
}

// Run writes a consistent copy of the database to a new file. A server may be running.
func (c backupCommand) Run(ctx context.Context, to streams, cfg *config.Config) error {
	path, err := cfg.DatabasePath()
	if err != nil {
		return err
	}
	target, err := config.BackupPath(c.File)
	if err != nil {
		return err
	}
	logger := cfg.NewLogger(to.err)
	began := time.Now()
	bar := progressOn(to.err, "backing up: %d of %d bytes")
	size, err := store.Backup(ctx, store.Config{Path: path, HardLinks: cfg.AllowHardLinks.On(), Logger: logger}, target, bar.show)
	bar.clear()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(to.out, "Backed up %.1f MiB to %s in %s.\n",
		float64(size)/(1<<20), target, time.Since(began).Round(time.Millisecond))
	return err
}
