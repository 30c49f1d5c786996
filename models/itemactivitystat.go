package models

// ItemActivityStat is a window over one item's facts: Graph's itemActivityStat.
type ItemActivityStat struct {
	// Num is the number of a stored window; 0 for a derived one.
	Num           int64
	ItemNum       int64
	ID            ID
	Window        Window
	StartDateTime *DateTimeOffset
	EndDateTime   *DateTimeOffset
}

// NewItemActivityStat returns the stat of a derived window over an item.
func NewItemActivityStat(w Window, item *DriveItem) *ItemActivityStat {
	s := &ItemActivityStat{ItemNum: item.Num, ID: w.ID(item.ID), Window: w}
	if w.Kind != AllTime {
		s.StartDateTime, s.EndDateTime = w.Start.midnight(), w.End.midnight()
	}
	return s
}

// Validate checks what a client sent to store a window, and works out its
// days.
func (s *ItemActivityStat) Validate() error {
	if err := s.ID.ValidateNew("input.id"); err != nil {
		return err
	}
	start, err := wholeDay("input.startDateTime", *s.StartDateTime)
	if err != nil {
		return err
	}
	end, err := wholeDay("input.endDateTime", *s.EndDateTime)
	if err != nil {
		return err
	}
	if end <= start {
		return Invalid("input.endDateTime", "A window ends after it starts: endDateTime is the first instant that is not in it.")
	}
	s.Window = Window{Kind: StoredWindow, Start: start, End: end}
	return nil
}

func wholeDay(argument string, d DateTimeOffset) (Day, error) {
	if d.ticks%TicksPerDay != 0 {
		return 0, Invalid(argument, "A window is made of whole UTC days: %s is not midnight in UTC.", d)
	}
	return Day(d.ticks / TicksPerDay), nil
}

// ItemActivityStatConnection is a page of windows.
type ItemActivityStatConnection struct{ Connection[*ItemActivityStat] }

// ItemActivityStatEdge is a window in a list.
type ItemActivityStatEdge = Edge[*ItemActivityStat]

// ItemAnalytics is the statistics of one item: Graph's itemAnalytics.
type ItemAnalytics struct {
	ID        ID
	DriveItem *DriveItem
}

// NewItemAnalytics returns the analytics of an item.
func NewItemAnalytics(item *DriveItem) *ItemAnalytics {
	return &ItemAnalytics{ID: AnalyticsID(item.ID), DriveItem: item}
}
