package models

import "time"

// MaxSeries is how many windows a series may have.
const MaxSeries = 1000

// Series returns the standard windows of a kind, a day, a week or a month, that
// overlap the time from start up to but without end, in order. It returns
// BAD_USER_INPUT for a time that is empty, or too long.
func Series(kind WindowKind, start, end DateTimeOffset) ([]Window, error) {
	const argument = "endDateTime"
	length := SeriesLength(kind, start, end)
	switch {
	case length == 0:
		return nil, Invalid(argument, "The time ends after it starts: endDateTime is the first instant that is not in it.")
	case length > MaxSeries:
		return nil, Invalid(argument, "The time has %d windows; at most %d are answered at once. Ask for less of it, or for longer windows.", length, MaxSeries)
	}
	windows := make([]Window, length)
	first := firstDay(kind, ordinal(kind, Instant(start.ticks).Day()))
	for i := range windows {
		windows[i] = StandardWindow(kind, first)
		first = windows[i].End
	}
	return windows, nil
}

// SeriesLength returns how many windows Series has; 0 for an empty
// time.
func SeriesLength(kind WindowKind, start, end DateTimeOffset) int {
	if start.ticks >= end.ticks {
		return 0
	}
	return ordinal(kind, Instant(end.ticks-1).Day()) - ordinal(kind, Instant(start.ticks).Day()) + 1
}

// ordinal is the number of the window of a kind that holds the day. The first
// day there is, 0001-01-01, is a Monday.
func ordinal(kind WindowKind, day Day) int {
	switch kind {
	case OneWeek:
		return int(day / 7)
	case OneMonth:
		t := day.time()
		return t.Year()*12 + int(t.Month()-time.January)
	}
	return int(day)
}

// firstDay is the day on which the window with the number starts.
func firstDay(kind WindowKind, ordinal int) Day {
	switch kind {
	case OneWeek:
		return Day(7 * ordinal)
	case OneMonth:
		return dayOf(time.Date(ordinal/12, time.January+time.Month(ordinal%12), 1, 0, 0, 0, 0, time.UTC))
	}
	return Day(ordinal)
}
