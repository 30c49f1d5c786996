package models

// DriveAnalytics is the statistics of one drive.
type DriveAnalytics struct{ Drive *Drive }

// NewDriveAnalytics returns the analytics of a drive.
func NewDriveAnalytics(drive *Drive) *DriveAnalytics { return &DriveAnalytics{Drive: drive} }

// DriveActivityStat is the statistics of one drive in one window.
type DriveActivityStat struct {
	Drive         *Drive
	Window        Window
	StartDateTime *DateTimeOffset
	EndDateTime   *DateTimeOffset
}

// NewDriveActivityStat returns the statistics of a drive in a window. It has no start and no end if the
// window is all time.
func NewDriveActivityStat(w Window, drive *Drive) *DriveActivityStat {
	s := &DriveActivityStat{Drive: drive, Window: w}
	if w.Kind != AllTime {
		s.StartDateTime, s.EndDateTime = w.Start.midnight(), w.End.midnight()
	}
	return s
}

// Owner returns the number of the group that owns the drive.
func (s *DriveActivityStat) Owner() int64 { return s.Drive.GroupNum }

// Days returns the window.
func (s *DriveActivityStat) Days() Window { return s.Window }

// DriveActionStat is how often an action took place in a drive in a window, and by how many actors.
type DriveActionStat struct {
	Stat   *DriveActivityStat
	Action CountedAction
}

// Access returns the statistics of the accesses.
func (s *DriveActivityStat) Access() *DriveActionStat { return &DriveActionStat{s, Accesses} }

// Create returns the statistics of the creations.
func (s *DriveActivityStat) Create() *DriveActionStat { return &DriveActionStat{s, Creations} }

// Edit returns the statistics of the content changes.
func (s *DriveActivityStat) Edit() *DriveActionStat { return &DriveActionStat{s, Edits} }

// Delete returns the statistics of the deletions.
func (s *DriveActivityStat) Delete() *DriveActionStat { return &DriveActionStat{s, Deletions} }

// Move returns the statistics of the moves.
func (s *DriveActivityStat) Move() *DriveActionStat { return &DriveActionStat{s, Moves} }

// ActiveItem is an item and how often an action took place in a window.
type ActiveItem struct {
	DriveItem   *DriveItem
	ActionCount int
	// Stat is the statistics of the item in the window.
	Stat *ItemActionStat
}

// ActiveActor is an actor and how often it took an action in a window.
type ActiveActor struct {
	// Actor is the identity set of the activity of the actor that was recorded last in the window. It
	// is shared, and must not be changed.
	Actor       *IdentitySet
	ActionCount int
}
