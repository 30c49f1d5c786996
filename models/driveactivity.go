package models

// DriveActivity is something that happened to an item: Graph's itemActivityOLD.
type DriveActivity struct {
	Num        int64
	ItemNum    int64
	ID         ID
	Action     *ItemActionSet
	Actor      *IdentitySet
	Times      *ItemActivityTimeSet
	RecordedBy *IdentitySet
}

// ItemActivityTimeSet is when an activity happened and when it was recorded.
type ItemActivityTimeSet struct {
	ObservedDateTime *DateTimeOffset
	RecordedDateTime Instant
}

// Validate checks what a client sent to record.
func (a *DriveActivity) Validate() error {
	if err := a.ID.ValidateNew("input.id"); err != nil {
		return err
	}
	if err := a.Actor.Validate("input.actor"); err != nil {
		return err
	}
	if err := a.Action.validate("input.action"); err != nil {
		return err
	}
	return a.Action.validateSize("input.action")
}

// ObservedDateTime is when the activity happened, as a client said, or nil.
func (a *DriveActivity) ObservedDateTime() *DateTimeOffset {
	if a.Times == nil {
		return nil
	}
	return a.Times.ObservedDateTime
}

// DriveActivityConnection is a page of what happened.
type DriveActivityConnection struct{ Connection[*DriveActivity] }

// DriveActivityEdge is an activity in a list.
type DriveActivityEdge = Edge[*DriveActivity]
