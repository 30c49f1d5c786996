package store

import (
	"context"
	"time"
)

// Commit is what became of one group of mutations.
type Commit struct {
	// Mutations is the size of the group, and Rows how much it wrote.
	Mutations, Rows int
	// Start and Duration are of the whole transaction, and the disk's part in it.
	Start    time.Time
	Duration time.Duration
	// Err says why nothing of the group was stored.
	Err error
	// Origins are the contexts that the mutations came with. They may have ended;
	// what they carry is still there.
	Origins []context.Context
}

// observe tells of a group. What the store does for its own health is nobody's
// mutation, and not told.
func (w *writer) observe(group []*mutation, start time.Time, err error) {
	if w.store.committed == nil {
		return
	}
	c := Commit{Start: start, Duration: time.Since(start), Err: err}
	for _, m := range group {
		if m.check {
			continue
		}
		c.Mutations++
		c.Rows += m.rows
		c.Origins = append(c.Origins, m.origin)
	}
	if c.Mutations > 0 {
		w.store.committed(c)
	}
}
