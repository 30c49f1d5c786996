package models

// ItemActivityFilter selects the accesses of a list: those of one scope, in a time range.
type ItemActivityFilter struct {
	// Exactly one of these four is set. It is the scope.
	DriveItemID *ID
	StatID      *ID
	GroupID     *ID
	// Actor has exactly one identity.
	Actor *IdentitySet

	// ActivityDateTime and RecordedDateTime are time ranges. Only the range of the time that
	// the list is ordered by can be set.
	ActivityDateTime *DateTimeRange
	RecordedDateTime *DateTimeRange
}

// DateTimeRange is a time range. It has no limit at an end that is nil.
type DateTimeRange struct {
	// From is the start of the range, inclusive.
	From *DateTimeOffset
	// Before is the end of the range, exclusive.
	Before *DateTimeOffset
}

// Ticks returns the start of the range, inclusive, and its end, exclusive. A nil range
// includes every instant.
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

// The orders. The zero value is not an order.
const (
	_ ItemActivityOrder = iota
	LatestActivityFirst
	EarliestActivityFirst
	LatestRecordedFirst
	EarliestRecordedFirst
)

// ByRecorded returns whether the order is by recordedDateTime.
func (o ItemActivityOrder) ByRecorded() bool { return o >= LatestRecordedFirst }

// LatestFirst returns whether the latest access is the first one.
func (o ItemActivityOrder) LatestFirst() bool {
	return o == LatestActivityFirst || o == LatestRecordedFirst
}

// Ordered checks the filter and the order, which may be nil, and returns the order of the
// list. It returns BAD_USER_INPUT for an invalid filter, and for a list without an index,
// because the cost of a page must not depend on the number of accesses.
func (f *ItemActivityFilter) Ordered(order *ItemActivityOrder) (ItemActivityOrder, error) {
	if err := f.validateScope(); err != nil {
		return 0, err
	}
	for _, times := range []struct {
		argument string
		*DateTimeRange
	}{{"filter.activityDateTime", f.ActivityDateTime}, {"filter.recordedDateTime", f.RecordedDateTime}} {
		if from, before := times.Ticks(); times.DateTimeRange != nil && from >= before {
			return 0, Invalid(times.argument+".before", "before must be later than from.")
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
		return 0, Invalid("filter.activityDateTime", "A list that is ordered by recordedDateTime cannot be filtered by activityDateTime. Omit activityDateTime, or order by it.")
	case !chosen.ByRecorded() && f.RecordedDateTime != nil:
		return 0, Invalid("filter.recordedDateTime", "A list that is ordered by activityDateTime cannot be filtered by recordedDateTime. Omit recordedDateTime, or order by it.")
	case chosen.ByRecorded() && (f.StatID != nil || f.Actor != nil):
		argument := "orderBy"
		if order == nil {
			argument = "filter.recordedDateTime"
		}
		return 0, Invalid(argument, "A list by statId or actor can only be ordered and filtered by activityDateTime. Lists by driveItemId or groupId also support recordedDateTime.")
	}
	return chosen, nil
}

func (f *ItemActivityFilter) validateScope() error {
	scopes := 0
	for _, isSet := range []bool{f.DriveItemID != nil, f.StatID != nil, f.GroupID != nil, f.Actor != nil} {
		if isSet {
			scopes++
		}
	}
	if scopes != 1 {
		return Invalid("filter", "A filter must have exactly one of driveItemId, statId, groupId and actor. This one has %d.", scopes)
	}
	if f.Actor == nil {
		return nil
	}
	if err := f.Actor.Validate("filter.actor"); err != nil {
		return err
	}
	if !f.Actor.isOneIdentity() {
		return Invalid("filter.actor", "An actor filter must have exactly one of application, device and user, with either an id or a displayName.")
	}
	return nil
}

// isOneIdentity returns whether the set has one identity with one member.
func (s *IdentitySet) isOneIdentity() bool {
	members := 0
	for _, i := range []*Identity{s.Application, s.Device, s.User} {
		for _, isSet := range []bool{i != nil && i.ID != nil, i != nil && i.DisplayName != nil} {
			if isSet {
				members++
			}
		}
	}
	return members == 1 && len(s.ActorKeys()) == 1
}
