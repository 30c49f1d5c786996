package models

import "time"

// Day is a UTC day, counted from 0001-01-01.
type Day int64

// endOfDays is the first day of the year 10000, which no DateTimeOffset has.
const endOfDays Day = Day(endOfTicks / TicksPerDay)

// Day returns the UTC day that holds the instant.
func (i Instant) Day() Day { return Day(int64(i) / TicksPerDay) }

// Start returns the ticks of the day's first instant.
func (d Day) Start() int64 { return int64(d) * TicksPerDay }

func (d Day) time() time.Time { return timeOf(d.Start()) }

func dayOf(t time.Time) Day { return Day(ticksOf(t) / TicksPerDay) }

// midnight returns the day's start as a DateTimeOffset without a fraction, or
// nil for the day after the last.
func (d Day) midnight() *DateTimeOffset {
	if d >= endOfDays {
		return nil
	}
	return &DateTimeOffset{ticks: d.Start()}
}

// String returns the day's date.
func (d Day) String() string { return d.time().Format(time.DateOnly) }
