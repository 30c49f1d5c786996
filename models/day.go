package models

import "time"

// Day is a UTC day, as the number of days since 0001-01-01.
type Day int64

// endOfDays is the first day of the year 10000. No DateTimeOffset is on it.
const endOfDays Day = Day(endOfTicks / TicksPerDay)

// Day returns the UTC day that contains the instant.
func (i Instant) Day() Day { return Day(int64(i) / TicksPerDay) }

// Start returns the first instant of the day, in ticks.
func (d Day) Start() int64 { return int64(d) * TicksPerDay }

func (d Day) time() time.Time { return timeOf(d.Start()) }

func dayOf(t time.Time) Day { return Day(ticksOf(t) / TicksPerDay) }

// midnight returns the start of the day as a DateTimeOffset without a fraction, or nil for
// endOfDays.
func (d Day) midnight() *DateTimeOffset {
	if d >= endOfDays {
		return nil
	}
	return &DateTimeOffset{ticks: d.Start()}
}

// String returns the date of the day, such as 2016-12-31.
func (d Day) String() string { return d.time().Format(time.DateOnly) }
