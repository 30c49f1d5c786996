package write

import (
	"log/slog"
	"sync/atomic"
	"time"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/models"
)

// recordedClock is the latest recordedDateTime of a stored fact. It never decreases:
// lists by recording are in the order of the commits, and are searched by their times.
// Nothing else depends on it: now is always the clock.
type recordedClock struct{ last atomic.Int64 }

// read returns the recordedDateTime of what is recorded now.
func (c *recordedClock) read(now models.Instant) models.Instant {
	return max(now, models.Instant(c.last.Load()))
}

// advance remembers that of a fact that is stored. The writer alone calls it.
func (c *recordedClock) advance(recorded models.Instant) {
	c.last.Store(int64(c.read(recorded)))
}

// ahead returns how many seconds it is ahead of the clock; 0 if it is not.
func (c *recordedClock) ahead(now models.Instant) float64 {
	return float64(c.read(now)-now) / float64(models.TicksPerSecond)
}

// clockTolerance is how far the clock may be behind what was last recorded without a
// word in the log.
const clockTolerance = 24 * time.Hour

// CompareClocks logs an error if the clock is far behind what was last recorded. Which
// of the two is wrong only the operator can tell.
func CompareClocks(logger *slog.Logger, now, last models.Instant) {
	if last <= now.Add(clockTolerance) {
		return
	}
	logger.Error("the clock is more than a day behind what was last recorded: either it is wrong now, or it was wrong then;"+
		" check the clock of this machine, and see docs/operating.md, \"The clock\"",
		"clock", now.DateTimeOffset().String(), "recorded", last.DateTimeOffset().String())
}

// LastRecorded returns the latest time that was given to a fact.
func LastRecorded(db *gorm.DB) (models.Instant, error) {
	var last models.Instant
	err := db.Raw(`SELECT max(
		coalesce((SELECT ticks + recorded_after FROM item_activities ORDER BY seq DESC LIMIT 1), 0),
		coalesce((SELECT recorded_date_time FROM drive_activities ORDER BY num DESC LIMIT 1), 0))`).Scan(&last).Error
	return last, err
}
