package storetest

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// window is a stat and its range of time, in ticks.
type window struct {
	id         models.ID
	start, end int64
}

func (w window) holds(f fact) bool { return w.start <= f.at.Ticks() && f.at.Ticks() < w.end }

const endOfTime = 3_652_059 * models.TicksPerDay

// standardWindows returns all time, the last seven days, and the days, weeks and months
// that contain a fact. It computes them with package time.
func standardWindows(item models.ID, facts []fact) []window {
	today := now.Truncate(24 * time.Hour)
	windows := []window{
		{"~allTime~" + item, 0, endOfTime},
		{"~lastSevenDays~" + item, ticksOf(today.AddDate(0, 0, -6)), ticksOf(today.AddDate(0, 0, 1))},
	}
	seen := map[models.ID]bool{}
	for _, f := range facts {
		at := f.at.Time()
		day := time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
		month := day.AddDate(0, 0, 1-day.Day())
		monday := day
		for monday.Weekday() != time.Monday {
			monday = monday.AddDate(0, 0, -1)
		}
		year, week := day.ISOWeek()
		for _, w := range []window{
			{models.ID(day.Format("~day:2006-01-02~")) + item, ticksOf(day), ticksOf(day.AddDate(0, 0, 1))},
			{models.ID(fmt.Sprintf("~week:%04d-W%02d~", year, week)) + item, ticksOf(monday), ticksOf(monday.AddDate(0, 0, 7))},
			{models.ID(month.Format("~month:2006-01~")) + item, ticksOf(month), ticksOf(month.AddDate(0, 1, 0))},
		} {
			if !seen[w.id] {
				seen[w.id] = true
				windows = append(windows, w)
			}
		}
	}
	return windows
}

func ticksOf(t time.Time) int64 {
	return (t.Unix()+719_162*24*60*60)*models.TicksPerSecond + int64(t.Nanosecond())/100
}

// storeWindow creates a stat of whole days that begins or ends near a fact.
func storeWindow(t *testing.T, r *rapid.T, s *store.Store, id, item models.ID, facts []fact) window {
	t.Helper()
	first := ticksOf(now) / models.TicksPerDay
	if len(facts) > 0 {
		first = rapid.SampledFrom(facts).Draw(r, "near").at.Ticks() / models.TicksPerDay
	}
	first = max(0, min(3_650_000, first-rapid.Int64Range(0, 3).Draw(r, "before")))
	last := first + rapid.SampledFrom([]int64{1, 2, 5, 400}).Draw(r, "days")
	w := window{id, first * models.TicksPerDay, last * models.TicksPerDay}
	start, end := dateTime(r, w.start, 0), dateTime(r, w.end, 0)
	if _, err := s.CreateItemActivityStat(fixture.Local(t), item, models.ItemActivityStat{ID: id, StartDateTime: &start, EndDateTime: &end}); err != nil {
		r.Fatal(err)
	}
	return w
}
