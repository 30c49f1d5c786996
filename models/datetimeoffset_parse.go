package models

import "time"

const (
	dateTimeExample = "2017-01-01T00:02:10.8639373+03:00"
	// maxWrittenDigits is how many digits OData allows in a fraction; those
	// past maxFractionDigits are read and dropped.
	maxWrittenDigits = 12
	// maxQuotedInput is how many characters of a refused text its error shows.
	maxQuotedInput = 64
)

// ParseDateTimeOffset reads an Edm.DateTimeOffset as OData writes it: a date,
// "T", hour and minute, then optionally seconds and up to 12 digits of their
// fraction, then "Z" or an offset of at most 14 hours, which may not be left
// out. Digits past the seventh are cut off. An error is a BAD_USER_INPUT that
// names the rule that the text breaks first.
func ParseDateTimeOffset(text string) (DateTimeOffset, error) {
	r := dateTimeReader{rest: text}
	r.require(text != "", "is empty; write a date, a time and an offset")
	d := r.dateTimeOffset()
	if r.broken != "" {
		return DateTimeOffset{}, Invalid("", "%s %s as in %s", quotedStart(text), r.broken, dateTimeExample)
	}
	return d, nil
}

// UnmarshalText reads the text as ParseDateTimeOffset does; encoding/json
// reads the value by it. After an error the value is as it was.
func (d *DateTimeOffset) UnmarshalText(text []byte) error {
	parsed, err := ParseDateTimeOffset(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// UnmarshalGQL reads a string as ParseDateTimeOffset does and refuses any
// other value. After an error the value is as it was.
func (d *DateTimeOffset) UnmarshalGQL(value any) error {
	text, ok := value.(string)
	if !ok {
		return Invalid("", "A DateTimeOffset must be a string as in %q", dateTimeExample)
	}
	parsed, err := ParseDateTimeOffset(text)
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// dateTimeReader reads a text from left to right. It goes on after a mistake,
// so that the grammar below needs no error paths, but remembers only the
// first: whatever it reads after that is worthless.
type dateTimeReader struct {
	rest   string
	broken string
}

// require records the rule as broken unless it holds. A rule completes a
// sentence that begins with the text and ends with an example.
func (r *dateTimeReader) require(holds bool, rule string) {
	if !holds && r.broken == "" {
		r.broken = rule
	}
}

func (r *dateTimeReader) dateTimeOffset() DateTimeOffset {
	date := r.date()
	r.require(r.take('T') || r.take('t'), `has no "T" and time of day after its date; write a date and a time`)
	clock, digits := r.clock()
	offset, zone := r.zone()
	r.require(r.rest == "", `has text after its offset; end with "Z" or an offset`)

	ticks := date + clock - int64(offset)*ticksPerMinute
	r.require(inRange(ticks), "is outside the years 0001 to 9999 in UTC; write an instant within them")
	return DateTimeOffset{ticks: ticks, offset: offset, digits: digits, zone: zone}
}

// date returns the ticks at which the day begins.
func (r *dateTimeReader) date() int64 {
	const shape = "does not begin with a year of four digits, a month of two and a day of two; write a date"
	year := r.number(4, shape)
	r.require(r.take('-'), shape)
	month := r.number(2, shape)
	r.require(r.take('-'), shape)
	day := r.number(2, shape)

	r.require(year > 0, "has the year 0000; write a year from 0001 to 9999")
	r.require(1 <= month && month <= 12, "has a month that is not from 01 to 12; write a date")
	midnight := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	// time.Date moves a day that does not exist into another month.
	r.require(midnight.Day() == day, "has a day that its month does not have; write a date of the calendar")
	return ticksOf(midnight)
}

// clock returns the ticks since midnight and the digits of the fraction.
func (r *dateTimeReader) clock() (ticks int64, digits uint8) {
	const shape = "does not have an hour and a minute of two digits each; write a time"
	hour := r.number(2, shape)
	r.require(r.take(':'), shape)
	minute := r.number(2, shape)
	r.require(hour <= 23, "has an hour that is not from 00 to 23, where midnight is 00:00; write a time")
	r.require(minute <= 59, "has a minute that is not from 00 to 59; write a time")
	ticks = int64(hour*60+minute) * ticksPerMinute
	if !r.take(':') {
		return ticks, 0
	}

	second := r.number(2, "does not have a second of two digits; write a time")
	r.require(second <= 59, "has a second that is not from 00 to 59, for there are no leap seconds; write a time")
	r.require(!r.take(','), `has a comma before its fraction of a second; write "."`)
	ticks += int64(second) * TicksPerSecond
	if !r.take('.') {
		return ticks, 0
	}
	fraction, digits := r.fraction()
	return ticks + fraction, digits
}

func (r *dateTimeReader) fraction() (ticks int64, digits uint8) {
	written := 0
	for weight := TicksPerSecond / 10; r.atDigit(); weight /= 10 {
		ticks += int64(r.rest[0]-'0') * weight
		r.rest = r.rest[1:]
		written++
	}
	r.require(written > 0, `has no digits after its "."; write a fraction of a second`)
	r.require(written <= maxWrittenDigits, "has more than 12 digits in its fraction of a second; write at most 12 digits")
	return ticks, uint8(min(written, maxFractionDigits))
}

func (r *dateTimeReader) zone() (offset int16, zone zoneSpelling) {
	if r.take('Z') || r.take('z') {
		return 0, zoneZulu
	}
	r.require(r.rest != "", `has no time zone offset; write "Z" or an offset`)
	east := r.take('+')
	r.require(east || r.take('-'), `goes on after its time with something other than "Z", "+" or "-"; write "Z" or an offset`)

	const shape = `has an offset that is not a sign, two digits, ":" and two digits; write an offset`
	hours := r.number(2, shape)
	r.require(r.take(':'), shape)
	minutes := r.number(2, shape)
	r.require(minutes <= 59, "has offset minutes that are not from 00 to 59; write an offset")
	offset = int16(hours*60 + minutes)
	r.require(offset <= maxOffset, "has an offset of more than 14:00; write an offset")
	switch {
	case east:
		return offset, zoneNumeric
	case offset == 0:
		return 0, zoneUnknown
	}
	return -offset, zoneNumeric
}

// number reads exactly width digits, as which only "0" to "9" count.
func (r *dateTimeReader) number(width int, rule string) int {
	n := 0
	for range width {
		if !r.atDigit() {
			r.require(false, rule)
			return 0
		}
		n = n*10 + int(r.rest[0]-'0')
		r.rest = r.rest[1:]
	}
	return n
}

func (r *dateTimeReader) atDigit() bool {
	return r.rest != "" && '0' <= r.rest[0] && r.rest[0] <= '9'
}

// take steps over c and reports whether it was next.
func (r *dateTimeReader) take(c byte) bool {
	if r.rest == "" || r.rest[0] != c {
		return false
	}
	r.rest = r.rest[1:]
	return true
}

// quotedStart keeps an error short and printable, whatever the text holds.
func quotedStart(text string) string {
	characters := 0
	for i := range text {
		if characters == maxQuotedInput {
			return Quote(text[:i]) + "..."
		}
		characters++
	}
	return Quote(text)
}
