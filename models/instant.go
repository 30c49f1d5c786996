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

// UnmarshalGQL always returns an error, because no input has an Instant. gqlgen requires the
// method.
func (i *Instant) UnmarshalGQL(any) error {
	return Invalid("", "This time is set by the server.")
}

// DateTimeOffset returns the instant in UTC with 7 digits and Z.
func (i Instant) DateTimeOffset() DateTimeOffset {
	return DateTimeOffset{ticks: int64(i), digits: maxFractionDigits}
}
