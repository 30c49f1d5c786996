package models

import "time"

const (
	dateTimeExample = "2017-01-01T00:02:10.8639373+03:00"
	// maxWrittenDigits is the number of digits that OData allows in a fraction. Digits
	// after maxFractionDigits are read and ignored.
	maxWrittenDigits = 12
	// maxQuotedInput is the number of characters of the text that an error quotes.
	maxQuotedInput = 64
)

// ParseDateTimeOffset parses an Edm.DateTimeOffset in the format of OData: a date, "T", an
// hour and a minute; optionally seconds with a fraction of up to 12 digits; and "Z" or an
// offset of at most 14 hours, which is required. It cuts off digits after the seventh. For
// an invalid text it returns BAD_USER_INPUT with the first rule that the text breaks.
func ParseDateTimeOffset(text string) (DateTimeOffset, error) {
	r := dateTimeReader{rest: text}
	r.require(text != "", "the text is empty")
	d := r.dateTimeOffset()
	if r.broken != "" {
		return DateTimeOffset{}, Invalid("", "%s is not a valid DateTimeOffset: %s. A valid example is %q.", quotedStart(text), r.broken, dateTimeExample)
	}
	return d, nil
}

// UnmarshalText parses the text with ParseDateTimeOffset. encoding/json uses it. If it
// returns an error, it does not change d.
func (d *DateTimeOffset) UnmarshalText(text []byte) error {
	parsed, err := ParseDateTimeOffset(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// UnmarshalGQL parses a string with ParseDateTimeOffset. It returns BAD_USER_INPUT for any
// other value. If it returns an error, it does not change d.
func (d *DateTimeOffset) UnmarshalGQL(value any) error {
	text, ok := value.(string)
	if !ok {
		return Invalid("", "A DateTimeOffset must be a string such as %q.", dateTimeExample)
	}
	parsed, err := ParseDateTimeOffset(text)
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// dateTimeReader reads a text from left to right. It continues after an error, so that the
// methods need no error paths, and keeps only the first error. What it reads after an error
// is meaningless.
type dateTimeReader struct {
	rest   string
	broken string
}

// require records a rule as broken, if it does not hold and no other rule was broken before.
// The rule is a clause of the error message.
func (r *dateTimeReader) require(holds bool, rule string) {
	if !holds && r.broken == "" {
		r.broken = rule
	}
}

func (r *dateTimeReader) dateTimeOffset() DateTimeOffset {
	date := r.date()
	r.require(r.take('T') || r.take('t'), `"T" and a time must follow the date`)
	clock, digits := r.clock()
	offset, zone := r.zone()
	r.require(r.rest == "", "nothing may follow the offset")

	ticks := date + clock - int64(offset)*ticksPerMinute
	r.require(inRange(ticks), "in UTC it is outside the years 0001 to 9999")
	return DateTimeOffset{ticks: ticks, offset: offset, digits: digits, zone: zone}
}

// date returns the ticks of the start of the day.
func (r *dateTimeReader) date() int64 {
	const shape = "it must begin with a year of four digits, a month of two digits and a day of two digits"
	year := r.number(4, shape)
	r.require(r.take('-'), shape)
	month := r.number(2, shape)
	r.require(r.take('-'), shape)
	day := r.number(2, shape)

	r.require(year > 0, "the year must be from 0001 to 9999")
	r.require(1 <= month && month <= 12, "the month must be from 01 to 12")
	midnight := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	// time.Date moves a day that does not exist to another month.
	r.require(midnight.Day() == day, "the month does not have this day")
	return ticksOf(midnight)
}

// clock returns the ticks since midnight and the number of digits of the fraction.
func (r *dateTimeReader) clock() (ticks int64, digits uint8) {
	const shape = "the hour and the minute must have two digits each"
	hour := r.number(2, shape)
	r.require(r.take(':'), shape)
	minute := r.number(2, shape)
	r.require(hour <= 23, "the hour must be from 00 to 23")
	r.require(minute <= 59, "the minute must be from 00 to 59")
	ticks = int64(hour*60+minute) * ticksPerMinute
	if !r.take(':') {
		return ticks, 0
	}

	second := r.number(2, "the second must have two digits")
	r.require(second <= 59, "the second must be from 00 to 59, because leap seconds are not supported")
	r.require(!r.take(','), `the fraction of a second must begin with ".", not with ","`)
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
	r.require(written > 0, "the fraction of a second must have at least one digit")
	r.require(written <= maxWrittenDigits, "the fraction of a second must have at most 12 digits")
	return ticks, uint8(min(written, maxFractionDigits))
}

func (r *dateTimeReader) zone() (offset int16, zone zoneSpelling) {
	if r.take('Z') || r.take('z') {
		return 0, zoneZulu
	}
	r.require(r.rest != "", `the offset is missing, such as "Z" or "+03:00"`)
	east := r.take('+')
	r.require(east || r.take('-'), `an offset such as "Z" or "+03:00" must follow the time`)

	const shape = `the offset must have the form "+03:00"`
	hours := r.number(2, shape)
	r.require(r.take(':'), shape)
	minutes := r.number(2, shape)
	r.require(minutes <= 59, "the minutes of the offset must be from 00 to 59")
	offset = int16(hours*60 + minutes)
	r.require(offset <= maxOffset, "the offset must be at most 14:00")
	switch {
	case east:
		return offset, zoneNumeric
	case offset == 0:
		return 0, zoneUnknown
	}
	return -offset, zoneNumeric
}

// number reads exactly width digits from "0" to "9".
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

// take reports whether c is the next character, and if so skips it.
func (r *dateTimeReader) take(c byte) bool {
	if r.rest == "" || r.rest[0] != c {
		return false
	}
	r.rest = r.rest[1:]
	return true
}

// quotedStart quotes a text for an error message, shortened and escaped.
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
