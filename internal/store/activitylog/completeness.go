package activitylog

import "sync/atomic"

// Completeness says whether all projections contain the whole log. A snapshot that knows this need
// not read their states.
type Completeness struct {
	// current is 0, or the number of the present time without anything to project.
	current atomic.Int64
	last    int64
}

// Current returns a number that is different for each time during which the projections contain the
// whole log. It is 0 if they lack entries, or may lack some.
func (c *Completeness) Current() int64 { return c.current.Load() }

// Begin begins such a time. The caller must hold the lock of those who commit.
func (c *Completeness) Begin() {
	if c.current.Load() == 0 {
		c.last++
		c.current.Store(c.last)
	}
}

// End ends it. It must be called before entries are committed, by the caller who commits them.
func (c *Completeness) End() { c.current.Store(0) }
