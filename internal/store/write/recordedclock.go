package write

import (
	"log/slog"
	"sync/atomic"
	"time"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/models"
)

// recordedClock is the latest recordedDateTime of a stored fact. It never decreases, because
// lists in the order of recording are searched by this time. It is used for nothing else: now
// is always the clock.
type recordedClock struct{ last atomic.Int64 }

// read returns the recordedDateTime of a fact that is recorded now.
func (c *recordedClock) read(now models.Instant) models.Instant {
	return max(now, models.Instant(c.last.Load()))
}

// advance sets the time to that of a fact that is stored. Only the writer calls it.
func (c *recordedClock) advance(recorded models.Instant) {
	c.last.Store(int64(c.read(recorded)))
}

// ahead returns the number of seconds for which the time is ahead of the clock, or 0.
func (c *recordedClock) ahead(now models.Instant) float64 {
	return float64(c.read(now)-now) / float64(models.TicksPerSecond)
}

// clockTolerance is the time by which the clock may be behind the latest recordedDateTime
// without an error in the log.
const clockTolerance = 24 * time.Hour

// CompareClocks logs an error if the clock is far behind the latest recordedDateTime. Only the
// operator can determine which of the two is wrong.
func CompareClocks(logger *slog.Logger, now, last models.Instant) {
	if last <= now.Add(clockTolerance) {
		return
	}
	logger.Error("the clock is more than a day behind the latest recorded time, so one of the two is wrong;"+
		" check the clock of this machine, and see docs/operating.md, \"The clock\"",
		"clock", now.DateTimeOffset().String(), "recorded", last.DateTimeOffset().String())
}

// LastRecorded returns the latest recordedDateTime of a stored fact, or 0 if there is none.
func LastRecorded(db *gorm.DB) (models.Instant, error) {
	var last models.Instant
	err := db.Raw(`SELECT max(
		coalesce((SELECT ticks + recorded_after FROM item_activities ORDER BY seq DESC LIMIT 1), 0),
		coalesce((SELECT recorded_date_time FROM drive_activities ORDER BY num DESC LIMIT 1), 0))`).Scan(&last).Error
	return last, err
}
