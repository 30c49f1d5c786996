package models

import (
	"cmp"
	"io"
	"strconv"
	"time"
)

// A tick is 100 nanoseconds, the resolution of Edm.DateTimeOffset.
const (
	// TicksPerSecond is the number of ticks in a second.
	TicksPerSecond int64 = 10_000_000
	// TicksPerDay is the number of ticks in a day. A day always has 86,400 seconds,
	// because leap seconds are not counted.
	TicksPerDay int64 = 24 * 60 * 60 * TicksPerSecond
)

const (
	ticksPerMinute = 60 * TicksPerSecond
	// endOfTicks is the start of the year 10000, the first instant that is out of range.
	endOfTicks = 3_652_059 * TicksPerDay
	// unixEpoch is 1970-01-01T00:00:00Z in seconds since the year 1.
	unixEpoch = 719_162 * 24 * 60 * 60

	maxFractionDigits = 7
	// maxOffset is the maximum distance of an offset from UTC, in minutes.
	maxOffset = 14 * 60
)

// DateTimeOffset is Edm.DateTimeOffset in Microsoft Graph: an instant with a resolution of
// one tick, and how it was written. Its year is from 0001 to 9999, both in UTC and at its
// offset. Two values are == if they are the same instant in the same spelling. Compare
// compares only the instants. The zero value is 0001-01-01T00:00:00Z.
type DateTimeOffset struct {
	ticks  int64 // since 0001-01-01T00:00:00Z
	offset int16 // minutes east of UTC
	digits uint8 // of the fraction of a second, trailing zeros included
	zone   zoneSpelling
}

// zoneSpelling distinguishes the spellings of the same offset.
type zoneSpelling uint8

const (
	zoneZulu zoneSpelling = iota
	// zoneUnknown is "-00:00". In RFC 3339 it means UTC with an unknown local offset.
	zoneUnknown
	zoneNumeric
)

// NewDateTimeOffset returns the instant t, written in UTC with "Z" and seven digits. It
// cuts off fractions of a tick. For a time outside the years 0001 to 9999 it returns the
// nearest instant within them.
func NewDateTimeOffset(t time.Time) DateTimeOffset {
	d := DateTimeOffset{digits: maxFractionDigits}
	switch {
	case t.After(timeOf(endOfTicks - 1)):
		d.ticks = endOfTicks - 1
	case t.After(timeOf(0)):
		d.ticks = ticksOf(t)
	}
	return d
}

// Ticks returns the instant as the number of ticks since
// 0001-01-01T00:00:00Z, from 0 to 3,155,378,975,999,999,999.
func (d DateTimeOffset) Ticks() int64 { return d.ticks }

// Time returns the instant in UTC.
func (d DateTimeOffset) Time() time.Time { return timeOf(d.ticks) }

// Compare returns -1 if d is the earlier instant, +1 if it is the later one, and 0 if both
// are the same instant, however they are written.
func (d DateTimeOffset) Compare(other DateTimeOffset) int {
	return cmp.Compare(d.ticks, other.ticks)
}

// A form is zone<<3 | (7 - digits). The zone is 0 for "Z", 1 for "-00:00", and 842 plus the
// offset in minutes (2 to 1682) for other offsets.
const (
	unknownZoneForm = 1
	zeroOffsetForm  = 2 + maxOffset
	maxForm         = (zeroOffsetForm+maxOffset)<<3 | maxFractionDigits
)

// Form returns how the value is written (its offset, its digits and its spelling of the
// zone) as a number from 0 to 13463. The most frequent form, "Z" with seven digits, is 0.
// DateTimeOffsetOf restores the value from Ticks and Form.
func (d DateTimeOffset) Form() int64 {
	var zone int64
	switch d.zone {
	case zoneUnknown:
		zone = unknownZoneForm
	case zoneNumeric:
		zone = zeroOffsetForm + int64(d.offset)
	}
	return zone<<3 | (maxFractionDigits - int64(d.digits))
}

// DateTimeOffsetOf returns the value with the given Ticks and Form. It returns a ContentError
// for a pair that no text results in, for example if the ticks need more digits than the form
// has.
func DateTimeOffsetOf(ticks, form int64) (DateTimeOffset, error) {
	if form < 0 || form > maxForm {
		return DateTimeOffset{}, NewContentError("the form %d of a DateTimeOffset is not from 0 to %d", form, maxForm)
	}
	d := DateTimeOffset{ticks: ticks, digits: uint8(maxFractionDigits - form&7)}
	switch zone := form >> 3; {
	case zone > unknownZoneForm:
		d.zone, d.offset = zoneNumeric, int16(zone-zeroOffsetForm)
	case zone == unknownZoneForm:
		d.zone = zoneUnknown
	}
	if !inRange(ticks) || !inRange(d.localTicks()) {
		return DateTimeOffset{}, NewContentError("the ticks %d of a DateTimeOffset with the form %d are not in the years 0001 to 9999", ticks, form)
	}
	if ticks%tickOfDigit(d.digits) != 0 {
		return DateTimeOffset{}, NewContentError("the ticks %d of a DateTimeOffset need more than its %d digits", ticks, d.digits)
	}
	return d, nil
}

// String returns the value as it was written, with three exceptions: "T" and "Z" are in
// upper case, the seconds are always present, and a fraction has at most seven digits.
func (d DateTimeOffset) String() string {
	var text [textCapacity]byte
	return string(d.appendTo(text[:0]))
}

// MarshalText returns String as bytes. encoding/json uses it.
func (d DateTimeOffset) MarshalText() ([]byte, error) {
	return d.appendTo(make([]byte, 0, textCapacity)), nil
}

// MarshalGQL writes String in double quotes.
func (d DateTimeOffset) MarshalGQL(w io.Writer) {
	// The method has no error result, because gqlgen's interface has none.
	_, _ = w.Write(d.AppendGQL(make([]byte, 0, textCapacity)))
}

// AppendGQL appends what MarshalGQL writes.
func (d DateTimeOffset) AppendGQL(b []byte) []byte {
	return append(d.appendTo(append(b, '"')), '"')
}

// textCapacity is the length of the longest text, 33 bytes, and two quotes.
const textCapacity = 35

func (d DateTimeOffset) appendTo(b []byte) []byte {
	local := timeOf(d.localTicks())
	year, month, day := local.Date()
	hour, minute, second := local.Clock()
	if year < 0 || year > 9999 {
		b = strconv.AppendInt(b, int64(year), 10) // of a damaged row
	} else {
		b = appendDigits(b, year, 4)
	}
	b = appendDigits(append(b, '-'), int(month), 2)
	b = appendDigits(append(b, '-'), day, 2)
	b = appendDigits(append(b, 'T'), hour, 2)
	b = appendDigits(append(b, ':'), minute, 2)
	b = appendDigits(append(b, ':'), second, 2)
	if d.digits > 0 {
		fraction := int64(local.Nanosecond()/100) / tickOfDigit(d.digits)
		b = appendDigits(append(b, '.'), int(fraction), int(d.digits))
	}

	switch d.zone {
	case zoneZulu:
		return append(b, 'Z')
	case zoneUnknown:
		return append(b, "-00:00"...)
	}
	sign, offset := byte('+'), int(d.offset)
	if offset < 0 {
		sign, offset = '-', -offset
	}
	b = appendDigits(append(b, sign), offset/60, 2)
	return appendDigits(append(b, ':'), offset%60, 2)
}

// appendDigits appends the last digits of a number.
func appendDigits(b []byte, n, digits int) []byte {
	b = append(b, "0000000"[:digits]...)
	for i := len(b) - 1; digits > 0; digits-- {
		b[i] = '0' + byte(n%10)
		n /= 10
		i--
	}
	return b
}

// localTicks returns the ticks of the local time at the offset.
func (d DateTimeOffset) localTicks() int64 {
	return d.ticks + int64(d.offset)*ticksPerMinute
}

func inRange(ticks int64) bool { return 0 <= ticks && ticks < endOfTicks }

// tickOfDigit returns the weight, in ticks, of the last digit of a fraction.
func tickOfDigit(digits uint8) int64 {
	weight := TicksPerSecond
	for range digits {
		weight /= 10
	}
	return weight
}

func ticksOf(t time.Time) int64 {
	return (t.Unix()+unixEpoch)*TicksPerSecond + int64(t.Nanosecond())/100
}

func timeOf(ticks int64) time.Time {
	return time.Unix(ticks/TicksPerSecond-unixEpoch, ticks%TicksPerSecond*100).UTC()
}
