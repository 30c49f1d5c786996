package models

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// WindowKind is the kind of a window of statistics.
type WindowKind int

// The kinds of windows. The numbers are stored, so they must never change.
const (
	// StoredWindow is a window that createItemActivityStat stored.
	StoredWindow WindowKind = iota
	// AllTime contains every instant.
	AllTime
	// OneDay is a UTC day.
	OneDay
	// OneWeek is an ISO 8601 week, Monday to Sunday in UTC.
	OneWeek
	// OneMonth is a calendar month in UTC.
	OneMonth
	// LastSevenDays is today and the six days before, in UTC. No access is recorded under
	// it, because it changes every day.
	LastSevenDays
)

// Window is a period of whole UTC days, from Start, inclusive, to End, exclusive.
type Window struct {
	Kind       WindowKind
	Start, End Day
}

// Holds returns whether the window contains an instant, given in ticks.
func (w Window) Holds(ticks int64) bool { return w.Start.Start() <= ticks && ticks < w.End.Start() }

// String returns the start and the end of the window for a message.
func (w Window) String() string {
	if w.Kind == AllTime || w.End >= endOfDays {
		return "from " + w.Start.midnight().String()
	}
	return "from " + w.Start.midnight().String() + " (inclusive) to " + w.End.midnight().String() + " (exclusive)"
}

// AllTimeWindow returns the window that contains every instant.
func AllTimeWindow() Window { return Window{Kind: AllTime, End: endOfDays} }

// LastSevenDaysWindow returns the window of today and the six days before, in UTC.
func LastSevenDaysWindow(now Instant) Window {
	today := now.Day()
	return Window{Kind: LastSevenDays, Start: max(0, today-6), End: today + 1}
}

// StandardWindow returns the window of a kind that starts on a day.
func StandardWindow(kind WindowKind, start Day) Window {
	w := Window{Kind: kind, Start: start}
	switch kind {
	case OneDay:
		w.End = start + 1
	case OneWeek:
		w.End = start + 7
	case OneMonth:
		w.End = dayOf(start.time().AddDate(0, 1, 0))
	case AllTime:
		w.End = endOfDays
	}
	return w
}

// The first parts of derived ids, as in ~day:2016-12-31~ITEM.
const (
	allTimeWord       = "allTime"
	lastSevenDaysWord = "lastSevenDays"
	dayWord           = "day:"
	weekWord          = "week:"
	monthWord         = "month:"
	analyticsWord     = "analytics"
)

// ID returns the derived id of the statistics of an item in a window that is not stored.
func (w Window) ID(item ID) ID {
	var word string
	switch w.Kind {
	case AllTime:
		word = allTimeWord
	case LastSevenDays:
		word = lastSevenDaysWord
	case OneDay:
		word = dayWord + w.Start.time().Format(time.DateOnly)
	case OneWeek:
		year, week := w.Start.time().ISOWeek()
		word = fmt.Sprintf("%s%04d-W%02d", weekWord, year, week)
	case OneMonth:
		word = monthWord + w.Start.time().Format("2006-01")
	}
	return derivedID(word, item)
}

func derivedID(word string, item ID) ID {
	return ID(derivedPrefix + word + derivedPrefix + string(item))
}

// AnalyticsID returns the derived id of the ItemAnalytics of an item.
func AnalyticsID(item ID) ID { return derivedID(analyticsWord, item) }

// ItemOfAnalytics returns the id of the item from the result of AnalyticsID, or false for any
// other id.
func ItemOfAnalytics(id ID) (item ID, ok bool) {
	rest, ok := strings.CutPrefix(string(id), string(AnalyticsID("")))
	return ID(rest), ok && rest != ""
}

// ParseWindowID returns the window and the id of the item from the result of Window.ID, or
// false for any other text. The window of LastSevenDays depends on now.
func ParseWindowID(id ID, now Instant) (w Window, item ID, ok bool) {
	rest, ok := strings.CutPrefix(string(id), derivedPrefix)
	if !ok {
		return Window{}, "", false
	}
	word, name, ok := strings.Cut(rest, derivedPrefix)
	if !ok || name == "" {
		return Window{}, "", false
	}
	item = ID(name)
	if w, ok = parseWindow(word, now); !ok || w.ID(item) != id {
		return Window{}, "", false
	}
	return w, item, true
}

func parseWindow(word string, now Instant) (Window, bool) {
	switch word {
	case allTimeWord:
		return AllTimeWindow(), true
	case lastSevenDaysWord:
		return LastSevenDaysWindow(now), true
	}
	if date, ok := strings.CutPrefix(word, dayWord); ok {
		return standardFrom(OneDay, time.DateOnly, date)
	}
	if month, ok := strings.CutPrefix(word, monthWord); ok {
		return standardFrom(OneMonth, "2006-01", month)
	}
	if week, ok := strings.CutPrefix(word, weekWord); ok {
		return parseWeek(week)
	}
	return Window{}, false
}

func standardFrom(kind WindowKind, layout, text string) (Window, bool) {
	t, err := time.Parse(layout, text)
	if err != nil || t.Year() < 1 {
		return Window{}, false
	}
	return StandardWindow(kind, dayOf(t)), true
}

func parseWeek(text string) (Window, bool) {
	y, w, ok := strings.Cut(text, "-W")
	year, errY := strconv.Atoi(y)
	week, errW := strconv.Atoi(w)
	if !ok || errY != nil || errW != nil || year < 1 || year > 9999 || week < 1 || week > 53 {
		return Window{}, false
	}
	// By ISO 8601, 4 January is in week 1 of its year.
	fourth := time.Date(year, time.January, 4, 0, 0, 0, 0, time.UTC)
	monday := dayOf(fourth) - Day((fourth.Weekday()+6)%7)
	return StandardWindow(OneWeek, monday+Day(7*(week-1))), true
}
