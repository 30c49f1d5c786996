package models

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// WindowKind tells how a window over an item's facts came to be.
type WindowKind int

// The kinds of window. They are stored: a number is never given a new meaning.
const (
	// StoredWindow was made by createItemActivityStat.
	StoredWindow WindowKind = iota
	// AllTime holds every instant.
	AllTime
	// OneDay is a UTC day.
	OneDay
	// OneWeek is an ISO 8601 week, Monday to Sunday in UTC.
	OneWeek
	// OneMonth is a calendar month in UTC.
	OneMonth
	// LastSevenDays is today and the six UTC days before; it moves, and so
	// keys no activity.
	LastSevenDays
)

// Window is whole UTC days, from Start up to but without End.
type Window struct {
	Kind       WindowKind
	Start, End Day
}

// Holds says whether the instant, in ticks, is in the window.
func (w Window) Holds(ticks int64) bool { return w.Start.Start() <= ticks && ticks < w.End.Start() }

// String says for a reader when the window starts and ends.
func (w Window) String() string {
	if w.Kind == AllTime || w.End >= endOfDays {
		return "from " + w.Start.midnight().String() + " on"
	}
	return "from " + w.Start.midnight().String() + " up to but without " + w.End.midnight().String()
}

// AllTimeWindow returns the window that holds every instant.
func AllTimeWindow() Window { return Window{Kind: AllTime, End: endOfDays} }

// LastSevenDaysWindow returns the window of today and the six days before.
func LastSevenDaysWindow(now Instant) Window {
	today := now.Day()
	return Window{Kind: LastSevenDays, Start: max(0, today-6), End: today + 1}
}

// StandardWindow returns the window of the kind that starts on the day.
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

// The words of derived ids, as in ~day:2016-12-31~ITEM.
const (
	allTimeWord       = "allTime"
	lastSevenDaysWord = "lastSevenDays"
	dayWord           = "day:"
	weekWord          = "week:"
	monthWord         = "month:"
	analyticsWord     = "analytics"
)

// ID returns the derived id of a window that is not stored, over the item.
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

// AnalyticsID returns the derived id of the item's analytics.
func AnalyticsID(item ID) ID { return derivedID(analyticsWord, item) }

// ItemOfAnalytics takes apart what AnalyticsID makes.
func ItemOfAnalytics(id ID) (item ID, ok bool) {
	rest, ok := strings.CutPrefix(string(id), string(AnalyticsID("")))
	return ID(rest), ok && rest != ""
}

// ParseWindowID takes apart what Window.ID makes; now places a window that
// moves. Any other spelling of the same window is no id.
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
	// 4 January is in week 1 of its year, by ISO 8601.
	fourth := time.Date(year, time.January, 4, 0, 0, 0, 0, time.UTC)
	monday := dayOf(fourth) - Day((fourth.Weekday()+6)%7)
	return StandardWindow(OneWeek, monday+Day(7*(week-1))), true
}
