package models

// ItemAction is one of the actions of an ItemActionSet.
type ItemAction int

// The actions, in the order of ItemActionSet. The zero value is not an action.
const (
	_ ItemAction = iota
	CommentItem
	CreateItem
	DeleteItem
	EditItem
	MentionItem
	MoveItem
	RenameItem
	RestoreItem
	ShareItem
	VersionItem
)

// String returns the name of the action in Microsoft Graph.
func (a ItemAction) String() string {
	return [...]string{"", "comment", "create", "delete", "edit", "mention", "move", "rename", "restore", "share", "version"}[a]
}

// DriveActivityFilter selects the drive activities of a list.
type DriveActivityFilter struct {
	// ObservedDateTime is a range of the time when the activities happened.
	ObservedDateTime *DateTimeRange
	// Action is an action that the activities have.
	Action *ItemAction
}

// Validate checks a filter that a client sent. It returns BAD_USER_INPUT.
func (f DriveActivityFilter) Validate() error {
	if from, before := f.ObservedDateTime.Ticks(); from >= before {
		return Invalid("observedDateTime.before", "before must be later than from.")
	}
	return nil
}
