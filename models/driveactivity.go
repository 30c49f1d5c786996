package models

// DriveActivity is something that happened to an item (itemActivityOLD in Microsoft Graph).
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

// Validate checks an activity that a client sent. It returns BAD_USER_INPUT.
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

// ObservedDateTime returns when the activity happened, or nil if the client sent no time.
func (a *DriveActivity) ObservedDateTime() *DateTimeOffset {
	if a.Times == nil {
		return nil
	}
	return a.Times.ObservedDateTime
}

// DriveActivityConnection is a page of drive activities.
type DriveActivityConnection struct{ Connection[*DriveActivity] }

// DriveActivityEdge is an activity in a list.
type DriveActivityEdge = Edge[*DriveActivity]
