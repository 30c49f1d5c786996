package models

// ItemActivityStat is the statistics of one item in one window (itemActivityStat in Microsoft
// Graph).
type ItemActivityStat struct {
	// Num is the number of a stored window. It is 0 for a derived window.
	Num           int64
	ItemNum       int64
	ID            ID
	Window        Window
	StartDateTime *DateTimeOffset
	EndDateTime   *DateTimeOffset
}

// NewItemActivityStat returns the statistics of an item in a derived window.
func NewItemActivityStat(w Window, item *DriveItem) *ItemActivityStat {
	s := &ItemActivityStat{ItemNum: item.Num, ID: w.ID(item.ID), Window: w}
	if w.Kind != AllTime {
		s.StartDateTime, s.EndDateTime = w.Start.midnight(), w.End.midnight()
	}
	return s
}

// Owner returns the number of the item.
func (s *ItemActivityStat) Owner() int64 { return s.ItemNum }

// Days returns the window.
func (s *ItemActivityStat) Days() Window { return s.Window }

// Validate checks a window that a client sent, and sets Window. It returns BAD_USER_INPUT.
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
		return Invalid("input.endDateTime", "endDateTime must be later than startDateTime.")
	}
	s.Window = Window{Kind: StoredWindow, Start: start, End: end}
	return nil
}

func wholeDay(argument string, d DateTimeOffset) (Day, error) {
	if d.ticks%TicksPerDay != 0 {
		return 0, Invalid(argument, "A window consists of whole UTC days, but %s is not midnight in UTC.", d)
	}
	return Day(d.ticks / TicksPerDay), nil
}

// ItemActivityStatConnection is a page of windows.
type ItemActivityStatConnection struct{ Connection[*ItemActivityStat] }

// ItemActivityStatEdge is a window in a list.
type ItemActivityStatEdge = Edge[*ItemActivityStat]

// ItemAnalytics is the statistics of one item (itemAnalytics in Microsoft Graph).
type ItemAnalytics struct {
	ID        ID
	DriveItem *DriveItem
}

// NewItemAnalytics returns the analytics of an item.
func NewItemAnalytics(item *DriveItem) *ItemAnalytics {
	return &ItemAnalytics{ID: AnalyticsID(item.ID), DriveItem: item}
}
