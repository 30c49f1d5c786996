package write

import (
	"context"
	"time"

	"github.com/itemactivity/itemactivity/internal/store/activitylog"
)

// Commit describes the commit of a group of mutations.
type Commit struct {
	// Mutations is the number of mutations in the group, and Rows is the sum of their rows.
	Mutations, Rows int
	// Start and Duration are those of the transaction, including the sync of the disk.
	Start    time.Time
	Duration time.Duration
	// FirstSeq and LastSeq are the numbers of the first and the last item activity that the
	// group stored; 0 if it stored none. All numbers in between are of the same group.
	FirstSeq, LastSeq int64
	// Err is the error of the commit, or nil. With an error, nothing of the group is confirmed.
	Err error
	// Origins are the contexts of the callers. They may have ended; their values are valid.
	Origins []context.Context
}

// written describes what a transaction of the writer has stored.
type written struct {
	// any means that the transaction wrote something, so that there was a commit.
	any bool
	// entries are the item activities, in the order of the log.
	entries []*activitylog.Entry
}

// observe calls the observer of commits. It omits health checks, and does nothing for a group
// of health checks only.
func (w *Writer) observe(group []*Mutation, start time.Time, entries []*activitylog.Entry, err error) {
	if w.cfg.Committed == nil {
		return
	}
	c := Commit{Start: start, Duration: time.Since(start), Err: err}
	if n := len(entries); n > 0 && err == nil {
		c.FirstSeq, c.LastSeq = entries[0].Seq, entries[n-1].Seq
	}
	for _, m := range group {
		if m.Check {
			continue
		}
		c.Mutations++
		c.Rows += m.Rows
		c.Origins = append(c.Origins, m.Origin)
	}
	if c.Mutations > 0 {
		w.cfg.Committed(c)
	}
}
