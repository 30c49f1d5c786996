package models_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/itemactivity/itemactivity/models"
)

func at(t rapid.TB, text string) models.DateTimeOffset {
	t.Helper()
	d, err := models.ParseDateTimeOffset(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestSeriesLength counts windows at the ends of the calendar, and at the maximum length of a
// series.
func TestSeriesLength(t *testing.T) {
	const first, last = "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z"
	for _, c := range []struct {
		kind       models.WindowKind
		start, end string
		want       int
	}{
		{models.OneDay, first, last, 3_652_059},
		{models.OneWeek, first, last, 521_723},
		{models.OneMonth, first, last, 119_988},
		{models.OneDay, "2017-01-01T00:00:00Z", "2017-01-01T00:00:00Z", 0},
		{models.OneDay, "2017-01-01T00:00:00Z", "2017-01-01T02:00:00+03:00", 0},
		{models.OneDay, "2017-01-01T00:00:00Z", "2017-01-01T00:00:00.0000001Z", 1},
		{models.OneDay, "2016-12-31T23:59:59.9999999Z", "2017-01-01T00:00:00.0000001Z", 2},
		{models.OneDay, "2017-01-01T00:02:10.8639373+03:00", "2017-01-01T03:00:00+03:00", 1},
		{models.OneWeek, "2017-01-01T00:00:00Z", "2017-01-02T00:00:00Z", 1},
		{models.OneWeek, "2017-01-01T00:00:00Z", "2017-01-02T00:00:00.0000001Z", 2},
		{models.OneMonth, "2016-12-31T00:00:00Z", "2017-02-01T00:00:00Z", 2},
		{models.OneDay, "2014-04-07T00:00:00Z", "2017-01-01T00:00:00Z", 1000},
		{models.OneDay, "2014-04-07T00:00:00Z", "2017-01-01T00:00:00.0000001Z", 1001},
	} {
		if n := models.SeriesLength(c.kind, at(t, c.start), at(t, c.end)); n != c.want {
			t.Errorf("kind %d from %s to %s: %d windows, want %d", c.kind, c.start, c.end, n, c.want)
		}
		_, err := models.Series(c.kind, at(t, c.start), at(t, c.end))
		if ok := c.want > 0 && c.want <= models.MaxSeries; ok != (err == nil) {
			t.Errorf("kind %d from %s to %s: %v", c.kind, c.start, c.end, err)
		}
	}
}

// TestSeriesIsTheWindowsThatOverlap checks that the first window contains the start of the
// period, that the last one contains the instant before its end, and that there are no gaps
// and no overlaps. The derived id of each window must parse to the same window.
func TestSeriesIsTheWindowsThatOverlap(t *testing.T) {
	const endOfTicks = 3_652_059 * models.TicksPerDay
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]models.WindowKind{models.OneDay, models.OneWeek, models.OneMonth}).Draw(t, "kind")
		start := rapid.Int64Range(0, endOfTicks-2).Draw(t, "start")
		end := rapid.Int64Range(start+1, min(endOfTicks-1, start+900*models.TicksPerDay)).Draw(t, "end")
		windows, err := models.Series(kind, models.Instant(start).DateTimeOffset(), models.Instant(end).DateTimeOffset())
		if err != nil {
			t.Fatal(err)
		}
		if !windows[0].Holds(start) || !windows[len(windows)-1].Holds(end-1) {
			t.Errorf("from %s to %s", windows[0], windows[len(windows)-1])
		}
		for i, w := range windows {
			if i > 0 && w.Start != windows[i-1].End {
				t.Errorf("%s follows %s", w, windows[i-1])
			}
			if parsed, _, ok := models.ParseWindowID(w.ID("i"), 0); !ok || parsed != w {
				t.Errorf("%s is %v, want %v", w.ID("i"), parsed, w)
			}
		}
	})
}
