// Package ranking counts the activities of each item and of each actor of a group, by action and period.
// An index by count finds the most active ones of a period without reading the others.
package ranking

import (
	"fmt"

	"github.com/itemactivity/itemactivity/models"
)

// Period is a UTC day, an ISO week, a calendar month, or all time. The numbers are stored. The number of
// a day is that of models.Day, so that consecutive days are one range.
type Period int64

// AllTime is the period that contains every day.
const AllTime Period = -1

// kindBits is the number of bits of a day. Above them is the kind: 0 for days, 1 for weeks and 2 for
// months.
const kindBits = 22

// kinds are the kinds of the periods other than AllTime.
var kinds = [...]models.WindowKind{models.OneDay, models.OneWeek, models.OneMonth}

// Periods contains all periods of one day, in ascending order.
type Periods [len(kinds) + 1]Period

// PeriodsOf returns the periods that contain a day.
func PeriodsOf(day models.Day) Periods {
	return Periods{AllTime, Period(day), numbered(1, models.WindowOf(models.OneWeek, day)), numbered(2, models.WindowOf(models.OneMonth, day))}
}

func numbered(kind int, w models.Window) Period { return Period(kind<<kindBits) + Period(w.Start) }

// PeriodOf returns the period that is a window. It returns false if the window is none.
func PeriodOf(w models.Window) (p Period, ok bool) {
	if w.Kind == models.AllTime {
		return AllTime, true
	}
	for i, kind := range kinds {
		if w.Kind == kind {
			return numbered(i, w), true
		}
	}
	return 0, false
}

// Window returns the window of a period. It returns false for a number that is none.
func (p Period) Window() (w models.Window, ok bool) {
	if p == AllTime {
		return models.AllTimeWindow(), true
	}
	kind := int(p >> kindBits)
	if kind < 0 || kind >= len(kinds) {
		return w, false
	}
	w = models.WindowOf(kinds[kind], models.Day(p&(1<<kindBits-1)))
	return w, numbered(kind, w) == p
}

// After returns the first period after p that contains a fact, or nil if there is none. The function
// next returns the time of the first fact at a time or later, in ticks, or nil.
func (p Period) After(next func(from int64) (*int64, error)) (*Period, error) {
	if p < AllTime {
		ticks, err := next(0)
		if ticks == nil {
			return nil, err
		}
		return new(AllTime), err
	}
	for kind := max(0, int(p>>kindBits)); kind < len(kinds); kind++ {
		var from int64
		if p != AllTime && kind == int(p>>kindBits) {
			from = models.WindowOf(kinds[kind], models.Day(p&(1<<kindBits-1))).End.Start()
		}
		ticks, err := next(from)
		if err != nil {
			return nil, err
		}
		if ticks != nil {
			return new(numbered(kind, models.WindowOf(kinds[kind], models.Instant(*ticks).Day()))), nil
		}
	}
	return nil, nil
}

// String returns the period for an operator.
func (p Period) String() string {
	if p == AllTime {
		return "all time"
	}
	w, ok := p.Window()
	switch {
	case !ok:
		return fmt.Sprintf("the unknown period %d", int64(p))
	case w.Kind == models.OneDay:
		return w.Start.String()
	}
	return fmt.Sprintf("from %s before %s", w.Start, w.End)
}
