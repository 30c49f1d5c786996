package models

// CountedAction is a kind of fact that the stats count.
type CountedAction int

// The counted actions. They are stored: a number is never given a new meaning.
const (
	// Accesses are the item activities.
	Accesses CountedAction = iota
	// Creations, Edits, Deletions and Moves are the drive activities with that
	// facet.
	Creations
	Edits
	Deletions
	Moves

	// CountedActions is how many there are.
	CountedActions = iota
)

// String returns the action's name, Graph's name of the facet.
func (a CountedAction) String() string {
	return [CountedActions]string{"access", "create", "edit", "delete", "move"}[a]
}

// Counted returns the actions of the set that the stats count: each of its
// facets by itself.
func (s *ItemActionSet) Counted() []CountedAction {
	var counted []CountedAction
	for _, facet := range []struct {
		there  bool
		action CountedAction
	}{{s.Create != nil, Creations}, {s.Edit != nil, Edits}, {s.Delete != nil, Deletions}, {s.Move != nil, Moves}} {
		if facet.there {
			counted = append(counted, facet.action)
		}
	}
	return counted
}

// ItemActionStat is how often an action took place within a window, and by how
// many actors: Graph's itemActionStat.
type ItemActionStat struct {
	Stat   *ItemActivityStat
	Action CountedAction
}

// Access is the statistic of the accesses.
func (s *ItemActivityStat) Access() *ItemActionStat { return &ItemActionStat{s, Accesses} }

// Create is the statistic of the creations.
func (s *ItemActivityStat) Create() *ItemActionStat { return &ItemActionStat{s, Creations} }

// Edit is the statistic of the changes of content.
func (s *ItemActivityStat) Edit() *ItemActionStat { return &ItemActionStat{s, Edits} }

// Delete is the statistic of the deletions.
func (s *ItemActivityStat) Delete() *ItemActionStat { return &ItemActionStat{s, Deletions} }

// Move is the statistic of the moves.
func (s *ItemActivityStat) Move() *ItemActionStat { return &ItemActionStat{s, Moves} }

// IncompleteData says what a statistic lacks: Graph's incompleteData.
type IncompleteData struct {
	MissingDataBeforeDateTime *DateTimeOffset
	WasThrottled              *bool
}

// IncompleteData is nil: every fact is counted in the commit that stores it.
func (s *ItemActivityStat) IncompleteData() *IncompleteData { return nil }
