package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

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
	bar := progressOn(to.err)
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

// progress shows on a terminal how far something is, in place; elsewhere it
// shows nothing.
type progress struct {
	terminal io.Writer
	shown    time.Time
}

// progressEvery is how often a progress is shown.
const progressEvery = 200 * time.Millisecond

func progressOn(w io.Writer) *progress {
	f, ok := w.(*os.File)
	if !ok {
		return new(progress)
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return new(progress)
	}
	return &progress{terminal: f}
}

func (p *progress) show(done, of int64) {
	if p.terminal == nil || time.Since(p.shown) < progressEvery {
		return
	}
	p.shown = time.Now()
	_, _ = fmt.Fprintf(p.terminal, "\r\033[Kverifying: %d of about %d facts", done, of) // only for whoever looks
}

func (p *progress) clear() {
	if p.terminal != nil && !p.shown.IsZero() {
		_, _ = fmt.Fprint(p.terminal, "\r\033[K")
	}
}
