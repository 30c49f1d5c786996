package models

import (
	"io"
	"time"
)

// Instant is a time that the server set, in ticks of 100 ns since 0001-01-01 UTC. It is stored
// as that number, and encoded as a DateTimeOffset in UTC.
type Instant int64

// NewInstant returns the instant of t, without fractions of a tick.
func NewInstant(t time.Time) Instant { return Instant(NewDateTimeOffset(t).Ticks()) }

// Add returns the instant d later, or the nearest one within the years 0001 to 9999.
func (i Instant) Add(d time.Duration) Instant { return NewInstant(timeOf(int64(i)).Add(d)) }

// MarshalGQL writes the instant as a DateTimeOffset with 7 digits and Z.
func (i Instant) MarshalGQL(w io.Writer) { i.DateTimeOffset().MarshalGQL(w) }

// AppendGQL appends what MarshalGQL writes.
func (i Instant) AppendGQL(b []byte) []byte { return i.DateTimeOffset().AppendGQL(b) }

// UnmarshalGQL always returns an error, because no input has an Instant. gqlgen requires the
// method.
func (i *Instant) UnmarshalGQL(any) error {
	return Invalid("", "This time is set by the server.")
}

// DateTimeOffset returns the instant in UTC with 7 digits and Z.
func (i Instant) DateTimeOffset() DateTimeOffset {
	return DateTimeOffset{ticks: int64(i), digits: maxFractionDigits}
}

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
