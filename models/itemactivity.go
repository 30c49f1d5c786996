package models

// ItemActivity is one access to an item: Graph's itemActivity.
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

// ActivityKey is the path that an activity is created at, as in Graph's URL:
// a group, an activity in its drive, and a window over that activity's item.
type ActivityKey struct {
	GroupID    ID
	ActivityID ID
	StatID     ID
}

// Validate checks what a client sent to record.
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

// ItemActivityEdge is an activity in a list.
type ItemActivityEdge = Edge[*ItemActivity]
