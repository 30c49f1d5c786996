package projection

import (
	"time"

	"github.com/itemactivity/itemactivity/models"
)

// Step describes a step of a projection.
type Step struct {
	Projection Projection
	// Rows is the number of rows that were added or extended. It is 0 if the step failed.
	Rows int
	// Duration is the time from the start of the step until its transaction is on the disk.
	Duration time.Duration
	Err      error
}

// Lag returns the number of entries that at least one projection lacks, and the number of seconds
// since the first of them was recorded. It does not read the database.
func (p *Projector) Lag(now models.Instant) (entries int64, seconds float64) {
	applied := p.applied.Load()
	if entries = p.last.Load() - applied; entries <= 0 {
		return 0, 0
	}
	if first, ok := p.cfg.Tail.All(applied, applied+1); ok {
		recorded := models.Instant(first[0].Ticks + first[0].RecordedAfter)
		seconds = float64(max(now-recorded, 0)) / float64(models.TicksPerSecond)
	}
	return entries, seconds
}
