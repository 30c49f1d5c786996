package models_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/itemactivity/itemactivity/models"
)

var aMonday = models.NewInstant(time.Date(2024, time.May, 6, 7, 8, 9, 0, time.UTC))

func day(t *testing.T, text string) models.Day {
	t.Helper()
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return models.NewInstant(at).Day()
}

// TestStandardWindows has windows at the ends of the calendar, with their first day and the
// first day after them. No DateTimeOffset is in the year 10000.
func TestStandardWindows(t *testing.T) {
	const endOfDays = models.Day(3_652_059)
	for _, c := range []struct {
		id         models.ID
		kind       models.WindowKind
		start, end string
	}{
		{"~day:2016-12-31~i", models.OneDay, "2016-12-31", "2017-01-01"},
		{"~day:2016-02-29~i", models.OneDay, "2016-02-29", "2016-03-01"},
		{"~day:0001-01-01~i", models.OneDay, "0001-01-01", "0001-01-02"},
		{"~day:9999-12-31~i", models.OneDay, "9999-12-31", ""},
		{"~week:2016-W52~i", models.OneWeek, "2016-12-26", "2017-01-02"},
		{"~week:2017-W01~i", models.OneWeek, "2017-01-02", "2017-01-09"},
		{"~week:2015-W01~i", models.OneWeek, "2014-12-29", "2015-01-05"},
		{"~week:2015-W53~i", models.OneWeek, "2015-12-28", "2016-01-04"},
		{"~week:2020-W53~i", models.OneWeek, "2020-12-28", "2021-01-04"},
		{"~week:0001-W01~i", models.OneWeek, "0001-01-01", "0001-01-08"},
		{"~week:0004-W53~i", models.OneWeek, "0004-12-27", "0005-01-03"},
		{"~month:2016-12~i", models.OneMonth, "2016-12-01", "2017-01-01"},
		{"~month:2016-02~i", models.OneMonth, "2016-02-01", "2016-03-01"},
		{"~month:1900-02~i", models.OneMonth, "1900-02-01", "1900-03-01"},
		{"~month:0001-01~i", models.OneMonth, "0001-01-01", "0001-02-01"},
		{"~month:9999-12~i", models.OneMonth, "9999-12-01", ""},
		{"~allTime~i", models.AllTime, "0001-01-01", ""},
		{"~lastSevenDays~i", models.LastSevenDays, "2024-04-30", "2024-05-07"},
	} {
		end := endOfDays
		if c.end != "" {
			end = day(t, c.end)
		}
		want := models.Window{Kind: c.kind, Start: day(t, c.start), End: end}
		got, item, ok := models.ParseWindowID(c.id, aMonday)
		if !ok || item != "i" || got != want {
			t.Errorf("%s is %+v over %q, %v; want %+v", c.id, got, item, ok, want)
		}
		if id := got.ID("i"); id != c.id {
			t.Errorf("%s is printed as %s", c.id, id)
		}
	}
}

// TestLastWeekOfAll checks the only window that begins before the year 10000 and ends in it.
func TestLastWeekOfAll(t *testing.T) {
	w, _, ok := models.ParseWindowID("~week:9999-W52~i", aMonday)
	if !ok || w.Start != day(t, "9999-12-27") {
		t.Fatalf("%+v, %v", w, ok)
	}
	last := models.NewInstant(time.Date(9999, time.December, 31, 23, 59, 59, 999_999_900, time.UTC))
	if !w.Holds(int64(last)) {
		t.Error("the last instant is in no week")
	}
	stat := models.NewItemActivityStat(w, &models.DriveItem{ID: "i"})
	if stat.EndDateTime != nil {
		t.Errorf("it ends at %s", stat.EndDateTime)
	}
}

// TestNoWindowID has texts that are not ids of windows, such as other spellings of an id. A
// window must have only one id.
func TestNoWindowID(t *testing.T) {
	for _, id := range []models.ID{
		"", "~", "~~", "~~i", "i", "allTime~i", "~allTime", "~allTime~", "~Alltime~i", "~allTime:~i", "~ allTime~i",
		"~day:~i", "~day:2017-02-29~i", "~day:1900-02-29~i", "~day:2017-1-1~i", "~day:2017-13-01~i", "~day:2017-00-01~i",
		"~day:2017-01-32~i", "~day:0000-12-31~i", "~day:10000-01-01~i", "~day:-001-01-01~i", "~day:+017-01-01~i",
		"~day:2017-01-01Z~i", "~day: 2017-01-01~i", "~day:20170101~i", "~Day:2017-01-01~i", "~day:2017-01-01", "~day:2017-01-01~",
		"~week:2017-W00~i", "~week:2017-W53~i", "~week:2017-W54~i", "~week:2017-W1~i", "~week:2017-W001~i", "~week:2017W01~i",
		"~week:2017-w01~i", "~week:+2017-W01~i", "~week:02017-W01~i", "~week:2017-W+1~i", "~week:0000-W52~i", "~week:10000-W01~i",
		"~week:9999-W53~i", "~week:-1-W01~i", "~week:2017-W~i", "~week:-W01~i", "~week:1-W01~i",
		"~month:2017-00~i", "~month:2017-13~i", "~month:2017-1~i", "~month:0000-12~i", "~month:10000-01~i", "~month:2017~i",
		"~month:2017-01-01~i", "~analytics~i", "~key~i", "~stored~i", "~year:2017~i", "~day:２０17-01-01~i",
	} {
		if w, item, ok := models.ParseWindowID(id, aMonday); ok {
			t.Errorf("%q is %+v over %q", id, w, item)
		}
	}
}

func anItemID(t *rapid.T) models.ID {
	return models.ID(rapid.StringMatching(`[a-z~:é -]{1,40}`).Draw(t, "item"))
}

// TestWindowIDsAreTakenApart parses the id of a window of each kind, for any id of an item,
// including ids with tildes and colons.
func TestWindowIDsAreTakenApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		item := anItemID(t)
		now := models.NewInstant(anyDay(t, "now"))
		w := aWindow(t, now)
		got, gotItem, ok := models.ParseWindowID(w.ID(item), now)
		if !ok || gotItem != item || got != w {
			t.Fatalf("%s is %+v over %q, %v; want %+v over %q", w.ID(item), got, gotItem, ok, w, item)
		}
	})
}

// anyDay generates the start of a day in the years 1 to 9999.
func anyDay(t *rapid.T, label string) time.Time {
	n := rapid.IntRange(0, 3_652_058).Draw(t, label)
	return time.Date(1, time.January, 1+n, 0, 0, 0, 0, time.UTC)
}

func aWindow(t *rapid.T, now models.Instant) models.Window {
	at := anyDay(t, "day")
	switch rapid.IntRange(0, 4).Draw(t, "kind") {
	case 0:
		return models.AllTimeWindow()
	case 1:
		return models.LastSevenDaysWindow(now)
	case 2:
		return models.StandardWindow(models.OneDay, models.NewInstant(at).Day())
	case 3:
		monday := at.AddDate(0, 0, -int(at.Weekday()+6)%7)
		return models.StandardWindow(models.OneWeek, models.NewInstant(monday).Day())
	default:
		first := time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC)
		return models.StandardWindow(models.OneMonth, models.NewInstant(first).Day())
	}
}

// TestOneWindowOfEachKindHoldsAnInstant checks that every instant is in exactly one day, one
// week and one month.
func TestOneWindowOfEachKindHoldsAnInstant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		midnight := anyDay(t, "day")
		at := midnight.Add(time.Duration(rapid.Int64Range(0, models.TicksPerDay-1).Draw(t, "tick")) * 100)
		year, week := at.ISOWeek()
		for _, id := range []string{
			"~day:" + at.Format(time.DateOnly) + "~i",
			fmt.Sprintf("~week:%04d-W%02d~i", year, week),
			"~month:" + at.Format("2006-01") + "~i",
			"~allTime~i",
		} {
			w, _, ok := models.ParseWindowID(models.ID(id), aMonday)
			if !ok {
				t.Fatalf("%s is no window", id)
			}
			if !w.Holds(int64(models.NewInstant(at))) {
				t.Fatalf("%s does not hold %s", id, at)
			}
			if w.Kind == models.AllTime {
				continue
			}
			if w.Holds(w.End.Start()) || w.Holds(w.Start.Start()-1) || !w.Holds(w.Start.Start()) || !w.Holds(w.End.Start()-1) {
				t.Fatalf("the edges of %s are wrong: %+v", id, w)
			}
		}
	})
}

// TestLastSevenDays checks that the window is today and the six days before, at any time of the
// day. In the first week of the calendar it has fewer days.
func TestLastSevenDays(t *testing.T) {
	at := func(text string) models.Instant {
		parsed, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			t.Fatal(err)
		}
		return models.NewInstant(parsed)
	}
	for _, c := range []struct{ now, start, end string }{
		{"2024-05-06T00:00:00Z", "2024-04-30", "2024-05-07"},
		{"2024-05-06T23:59:59.9999999Z", "2024-04-30", "2024-05-07"},
		{"2024-05-07T02:00:00+03:00", "2024-04-30", "2024-05-07"},
		{"2024-03-03T12:00:00Z", "2024-02-26", "2024-03-04"},
		{"2017-01-01T00:00:00Z", "2016-12-26", "2017-01-02"},
		{"0001-01-01T00:00:00Z", "0001-01-01", "0001-01-02"},
		{"0001-01-07T00:00:00Z", "0001-01-01", "0001-01-08"},
		{"0001-01-08T00:00:00Z", "0001-01-02", "0001-01-09"},
	} {
		w := models.LastSevenDaysWindow(at(c.now))
		if w.Kind != models.LastSevenDays || w.Start != day(t, c.start) || w.End != day(t, c.end) {
			t.Errorf("at %s it is %+v, not from %s to %s", c.now, w, c.start, c.end)
		}
	}
}

// TestStoredWindow checks the start and the end that a client sends: they must be midnight in
// UTC, at any offset, and in this order.
func TestStoredWindow(t *testing.T) {
	for _, c := range []struct{ start, end, argument string }{
		{"2024-05-01T00:00:00Z", "2024-05-02T00:00:00Z", ""},
		{"2024-05-01T03:00:00+03:00", "2024-05-01T19:00:00-05:00", ""},
		{"0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z", ""},
		{"2024-05-01T00:00:00.0000001Z", "2024-05-02T00:00:00Z", "input.startDateTime"},
		{"2024-05-01T00:00:00+03:00", "2024-05-02T00:00:00Z", "input.startDateTime"},
		{"2024-05-01T00:00:00Z", "2024-05-01T23:59:59.9999999Z", "input.endDateTime"},
		{"2024-05-01T00:00:00Z", "2024-05-02T00:00:00-00:01", "input.endDateTime"},
		{"2024-05-01T00:00:00Z", "2024-05-01T00:00:00Z", "input.endDateTime"},
		{"2024-05-01T00:00:00Z", "2024-05-01T01:00:00+01:00", "input.endDateTime"},
		{"2024-05-02T00:00:00Z", "2024-05-01T00:00:00Z", "input.endDateTime"},
		// The error is about the first invalid argument.
		{"2024-05-02T00:00:01Z", "2024-05-01T00:00:01Z", "input.startDateTime"},
	} {
		var stat models.ItemActivityStat
		stat.StartDateTime, stat.EndDateTime = new(models.DateTimeOffset), new(models.DateTimeOffset)
		if err := stat.StartDateTime.UnmarshalGQL(c.start); err != nil {
			t.Fatal(err)
		}
		if err := stat.EndDateTime.UnmarshalGQL(c.end); err != nil {
			t.Fatal(err)
		}
		wantRefusal(t, c.start+" to "+c.end, stat.Validate(), models.BadUserInput, c.argument)
	}
}
