package models

import "time"

// MaxSeries is the maximum number of windows in a series.
const MaxSeries = 1000

// Series returns the windows of a kind (day, week or month) that overlap the period from
// start, inclusive, to end, exclusive, in order. It returns BAD_USER_INPUT if the period is
// empty or too long.
func Series(kind WindowKind, start, end DateTimeOffset) ([]Window, error) {
	const argument = "endDateTime"
	length := SeriesLength(kind, start, end)
	switch {
	case length == 0:
		return nil, Invalid(argument, "endDateTime must be later than startDateTime.")
	case length > MaxSeries:
		return nil, Invalid(argument, "The period has %d windows; the maximum is %d. Request a shorter period or longer windows.", length, MaxSeries)
	}
	windows := make([]Window, length)
	first := firstDay(kind, ordinal(kind, Instant(start.ticks).Day()))
	for i := range windows {
		windows[i] = StandardWindow(kind, first)
		first = windows[i].End
	}
	return windows, nil
}

// SeriesLength returns the number of windows that overlap the period from start, inclusive,
// to end, exclusive. It is 0 for an empty period.
func SeriesLength(kind WindowKind, start, end DateTimeOffset) int {
	if start.ticks >= end.ticks {
		return 0
	}
	return ordinal(kind, Instant(end.ticks-1).Day()) - ordinal(kind, Instant(start.ticks).Day()) + 1
}

// ordinal returns the number of the window of a kind that contains the day. Day 0, which is
// 0001-01-01, is a Monday.
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

// firstDay returns the first day of the window with the number.
func firstDay(kind WindowKind, ordinal int) Day {
	switch kind {
	case OneWeek:
		return Day(7 * ordinal)
	case OneMonth:
		return dayOf(time.Date(ordinal/12, time.January+time.Month(ordinal%12), 1, 0, 0, 0, 0, time.UTC))
	}
	return Day(ordinal)
}

// WindowOf returns the window of a kind that contains a day: a day, a week or a month.
func WindowOf(kind WindowKind, day Day) Window {
	return StandardWindow(kind, firstDay(kind, ordinal(kind, day)))
}
