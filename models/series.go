package models

import "time"

// MaxSeries is how many windows a series may have.
const MaxSeries = 1000

// Series is windows of one kind that follow one another without a gap. Their
// statistics are read together.
type Series struct {
	First  Window
	Length int
}

// NewSeries returns the standard windows of a kind, a day, a week or a month,
// that overlap the time from start up to but without end. It returns
// BAD_USER_INPUT for a time that is empty, or too long.
func NewSeries(kind WindowKind, start, end DateTimeOffset) (Series, error) {
	const argument = "endDateTime"
	length := SeriesLength(kind, start, end)
	switch {
	case length == 0:
		return Series{}, Invalid(argument, "The time ends after it starts: endDateTime is the first instant that is not in it.")
	case length > MaxSeries:
		return Series{}, Invalid(argument, "The time has %d windows; at most %d are answered at once. Ask for less of it, or for longer windows.", length, MaxSeries)
	}
	first := firstDay(kind, ordinal(kind, Instant(start.ticks).Day()))
	return Series{First: StandardWindow(kind, first), Length: length}, nil
}

// SeriesLength returns how many windows NewSeries would need; 0 for an empty
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

// Windows returns the windows of the series, in order.
func (s Series) Windows() []Window {
	windows := make([]Window, s.Length)
	next := s.First
	for i := range windows {
		windows[i] = next
		next = StandardWindow(next.Kind, next.End)
	}
	return windows
}

// ActivitiesByInterval returns the stats of a series of windows over the item.
// It returns BAD_USER_INPUT like NewSeries.
func (a *ItemAnalytics) ActivitiesByInterval(start, end DateTimeOffset, interval WindowKind) ([]*ItemActivityStat, error) {
	series, err := NewSeries(interval, start, end)
	if err != nil {
		return nil, err
	}
	stats := make([]*ItemActivityStat, series.Length)
	for i, w := range series.Windows() {
		stats[i] = NewItemActivityStat(w, a.DriveItem)
		stats[i].series, stats[i].place = series, i
	}
	return stats, nil
}

// Series returns the windows with which the stat's statistics are read, and the
// stat's place among them.
func (s *ItemActivityStat) Series() (Series, int) {
	if s.series.Length == 0 {
		return Series{First: s.Window, Length: 1}, 0
	}
	return s.series, s.place
}
