package rest

import (
	"net/url"
	"strings"
	"time"

	"github.com/itemactivity/itemactivity/models"
)

// conversion reads the value of a parameter or of a member of the body. name is its name, for
// errors.
type conversion func(name string, value any) (any, error)

// ofText returns a conversion of a text.
func ofText(read func(name, value string) (any, error)) conversion {
	return func(name string, value any) (any, error) {
		text, ok := value.(string)
		if !ok {
			return nil, models.Invalid(name, "The member %s must be a string.", models.Quote(name))
		}
		return read(name, text)
	}
}

// sameText passes a text on as it is. It rejects null.
func sameText(_, value string) (any, error) { return value, nil }

// periodStart reads the first day, or the first instant, of a period. A day begins at
// midnight in UTC.
func periodStart(name, value string) (any, error) {
	if isDate(value) {
		value += "T00:00:00Z"
	}
	at, err := parsePeriod(name, value)
	return at.String(), err
}

// periodEnd reads the last day, or the last instant, of a period, and returns the exclusive end
// of the period. For an instant, the end is the next tick. For a day, the end is the last tick
// of the day: the next midnight may be after the year 9999, and a period that ends either way
// overlaps the same days.
func periodEnd(name, value string) (any, error) {
	if isDate(value) {
		at, err := parsePeriod(name, value+"T23:59:59.9999999Z")
		return at.String(), err
	}
	at, err := parsePeriod(name, value)
	if err != nil {
		return nil, err
	}
	if at, err = models.DateTimeOffsetOf(at.Ticks()+1, utcForm); err != nil {
		return nil, models.Invalid(name, "%s is the last time that there is. Send an earlier %s.", models.Quote(value), name)
	}
	return at.String(), nil
}

func isDate(value string) bool {
	_, err := time.Parse(time.DateOnly, value)
	return err == nil
}

func parsePeriod(name, value string) (models.DateTimeOffset, error) {
	at, err := models.ParseDateTimeOffset(value)
	if err != nil {
		return at, models.Invalid(name, "The %s %s is invalid. Send a date in UTC, such as 2017-01-01, or a time with an offset, such as 2017-01-01T00:00:00Z.", name, models.Quote(value))
	}
	return at, nil
}

// statIntervals are the lengths of windows by their names in Graph.
var statIntervals = map[string]string{"day": "DAY", "week": "WEEK", "month": "MONTH"}

// statInterval reads the length of a window.
func statInterval(name, value string) (any, error) {
	interval, ok := statIntervals[value]
	if !ok {
		return nil, models.Invalid(name, "The %s %s is unknown. Send day, week or month.", name, models.Quote(value))
	}
	return interval, nil
}

// searchText reads a text that names are searched for.
func searchText(name, value string) (any, error) {
	if err := models.ValidateName(name, value); err != nil {
		return nil, models.Invalid(name, "The path has an invalid {%s}. Send 1 to %d characters, without control characters.", name, models.MaxNameLength)
	}
	return value, nil
}

// userReference reads the URL of a user. It returns the user's id. The host of the URL does
// not matter, because clients of Graph send the host of Graph.
func userReference(name, value string) (any, error) {
	parsed, err := url.Parse(value)
	if err == nil && parsed.IsAbs() && parsed.Host != "" && parsed.RawQuery == "" && parsed.Fragment == "" {
		segments := strings.Split(parsed.EscapedPath(), "/")
		if n := len(segments); n > 2 && (segments[n-2] == "users" || segments[n-2] == "directoryObjects") && segments[n-1] != "" {
			return url.PathUnescape(segments[n-1])
		}
		if n := len(segments); n > 1 {
			if collection, key, ok := cutKey(segments[n-1]); ok && (collection == "users" || collection == "directoryObjects") && key != "" {
				return url.PathUnescape(key)
			}
		}
	}
	return nil, models.Invalid(name, "The member %s must be the URL of a user: https://HOST/v1.0/users/ID or https://HOST/v1.0/directoryObjects/ID.", models.Quote(name))
}
