package models

// ItemActivityFilter says which accesses a list has: those of one scope, within
// times.
type ItemActivityFilter struct {
	// One of these four is the scope.
	DriveItemID *ID
	StatID      *ID
	GroupID     *ID
	// Actor is one identity, in the slot in which it acted.
	Actor *IdentitySet

	// ActivityDateTime and RecordedDateTime narrow the scope down. A list has one
	// order, and only the time of that order can narrow it.
	ActivityDateTime *DateTimeRange
	RecordedDateTime *DateTimeRange
}

// DateTimeRange is a part of time; an end that is left out is open.
type DateTimeRange struct {
	// From is the first instant in it.
	From *DateTimeOffset
	// Before is the first instant after it.
	Before *DateTimeOffset
}

// Ticks returns the first tick of the range, and the first one after it.
func (r *DateTimeRange) Ticks() (from, before int64) {
	from, before = 0, endOfTicks
	if r == nil {
		return from, before
	}
	if r.From != nil {
		from = r.From.ticks
	}
	if r.Before != nil {
		before = r.Before.ticks
	}
	return from, before
}

// ItemActivityOrder is the order of a list of accesses.
type ItemActivityOrder int

// The orders. The zero is none: that of the time that the filter narrows.
const (
	_ ItemActivityOrder = iota
	LatestActivityFirst
	EarliestActivityFirst
	LatestRecordedFirst
	EarliestRecordedFirst
)

// ByRecorded tells whether the order is that in which the accesses were recorded.
func (o ItemActivityOrder) ByRecorded() bool { return o >= LatestRecordedFirst }

// LatestFirst tells whether the latest is the first.
func (o ItemActivityOrder) LatestFirst() bool {
	return o == LatestActivityFirst || o == LatestRecordedFirst
}

// Ordered checks the filter, and returns the order of its list, which may be left
// out. It returns BAD_USER_INPUT for what no index serves: however many accesses
// there are, a page costs the same.
func (f *ItemActivityFilter) Ordered(order *ItemActivityOrder) (ItemActivityOrder, error) {
	if err := f.validateScope(); err != nil {
		return 0, err
	}
	for _, times := range []struct {
		argument string
		*DateTimeRange
	}{{"filter.activityDateTime", f.ActivityDateTime}, {"filter.recordedDateTime", f.RecordedDateTime}} {
		if from, before := times.Ticks(); times.DateTimeRange != nil && from >= before {
			return 0, Invalid(times.argument+".before", "The range ends after it starts: before is the first instant that is not in it.")
		}
	}
	chosen := LatestActivityFirst
	switch {
	case order != nil:
		chosen = *order
	case f.RecordedDateTime != nil:
		chosen = LatestRecordedFirst
	}
	switch {
	case chosen.ByRecorded() && f.ActivityDateTime != nil:
		return 0, Invalid("filter.activityDateTime", "A list in the order of recordedDateTime is narrowed by recordedDateTime alone: leave activityDateTime out, or order by it.")
	case !chosen.ByRecorded() && f.RecordedDateTime != nil:
		return 0, Invalid("filter.recordedDateTime", "A list in the order of activityDateTime is narrowed by activityDateTime alone: leave recordedDateTime out, or order by it.")
	case chosen.ByRecorded() && (f.StatID != nil || f.Actor != nil):
		argument := "orderBy"
		if order == nil {
			argument = "filter.recordedDateTime"
		}
		return 0, Invalid(argument, "The accesses of a stat or an actor come in the order of activityDateTime alone; those of an item or a group in the order of recordedDateTime as well.")
	}
	return chosen, nil
}

func (f *ItemActivityFilter) validateScope() error {
	scopes := 0
	for _, there := range []bool{f.DriveItemID != nil, f.StatID != nil, f.GroupID != nil, f.Actor != nil} {
		if there {
			scopes++
		}
	}
	if scopes != 1 {
		return Invalid("filter", "A filter has exactly one of driveItemId, statId, groupId and actor; this one has %d.", scopes)
	}
	if f.Actor == nil {
		return nil
	}
	if err := f.Actor.Validate("filter.actor"); err != nil {
		return err
	}
	if !f.Actor.isOneIdentity() {
		return Invalid("filter.actor", "An actor is looked for by one identity: send application, device or user, with an id, or with the displayName of one that has none.")
	}
	return nil
}

// isOneIdentity tells whether the set is one identity by one of its members.
func (s *IdentitySet) isOneIdentity() bool {
	members := 0
	for _, i := range []*Identity{s.Application, s.Device, s.User} {
		for _, there := range []bool{i != nil && i.ID != nil, i != nil && i.DisplayName != nil} {
			if there {
				members++
			}
		}
	}
	return members == 1 && len(s.ActorKeys()) == 1
}
