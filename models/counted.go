package models

// CountedAction is an action that ItemActivityStat counts.
type CountedAction int

// The counted actions. The numbers are stored, so they must never change.
const (
	// Accesses counts the item activities.
	Accesses CountedAction = iota
	// Creations, Edits, Deletions and Moves count the drive activities with that action.
	Creations
	Edits
	Deletions
	Moves

	// CountedActions is the number of counted actions.
	CountedActions = iota
)

// String returns the name of the action in Microsoft Graph.
func (a CountedAction) String() string {
	return [CountedActions]string{"access", "create", "edit", "delete", "move"}[a]
}

// Counted returns the actions of the set that ItemActivityStat counts.
func (s *ItemActionSet) Counted() []CountedAction {
	var counted []CountedAction
	for _, facet := range []struct {
		present bool
		action  CountedAction
	}{{s.Create != nil, Creations}, {s.Edit != nil, Edits}, {s.Delete != nil, Deletions}, {s.Move != nil, Moves}} {
		if facet.present {
			counted = append(counted, facet.action)
		}
	}
	return counted
}

// ItemActionStat is how often an action took place in a window, and by how many actors
// (itemActionStat in Microsoft Graph).
type ItemActionStat struct {
	Stat   *ItemActivityStat
	Action CountedAction
}

// Access returns the statistics of the accesses.
func (s *ItemActivityStat) Access() *ItemActionStat { return &ItemActionStat{s, Accesses} }

// Create returns the statistics of the creations.
func (s *ItemActivityStat) Create() *ItemActionStat { return &ItemActionStat{s, Creations} }

// Edit returns the statistics of the content changes.
func (s *ItemActivityStat) Edit() *ItemActionStat { return &ItemActionStat{s, Edits} }

// Delete returns the statistics of the deletions.
func (s *ItemActivityStat) Delete() *ItemActionStat { return &ItemActionStat{s, Deletions} }

// Move returns the statistics of the moves.
func (s *ItemActivityStat) Move() *ItemActionStat { return &ItemActionStat{s, Moves} }

// IncompleteData is why statistics are incomplete (incompleteData in Microsoft Graph).
type IncompleteData struct {
	MissingDataBeforeDateTime *DateTimeOffset
	WasThrottled              *bool
}

// IncompleteData returns nil, because an activity is counted in the commit that stores it.
func (s *ItemActivityStat) IncompleteData() *IncompleteData { return nil }
