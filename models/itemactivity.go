package models

// ItemActivity is one access to an item (itemActivity in Microsoft Graph).
type ItemActivity struct {
	Seq              int64
	KeyNum           int64
	ID               ID
	Access           *AccessAction
	ActivityDateTime *DateTimeOffset
	Actor            *IdentitySet
	RecordedDateTime Instant
	RecordedBy       *IdentitySet
}

// ActivityKey is the key that an access is recorded under, as in the URL of Microsoft Graph:
// a group, a drive activity in the group's drive, and a window of the item of that activity.
type ActivityKey struct {
	GroupID    ID
	ActivityID ID
	StatID     ID
}

// Validate checks an access that a client sent. It returns BAD_USER_INPUT.
func (a *ItemActivity) Validate() error {
	if err := a.ID.ValidateNew("input.id"); err != nil {
		return err
	}
	if err := a.Access.validate("input.access"); err != nil {
		return err
	}
	return a.Actor.Validate("input.actor")
}

// ItemActivityConnection is a page of accesses.
type ItemActivityConnection struct{ Connection[*ItemActivity] }

// ItemActivityEdge is an access in a list.
type ItemActivityEdge = Edge[*ItemActivity]
