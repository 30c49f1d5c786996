package write

import "github.com/itemactivity/itemactivity/models"

// TimeOr returns the time of a fact: the time that the client sent, or now. It returns
// BAD_USER_INPUT for a time that is too far in the future, because such a fact would be the
// latest in every list until then. It is not called for a repeated mutation, which succeeds
// whatever the clock shows.
func (t *Tx) TimeOr(argument string, sent *models.DateTimeOffset) (models.DateTimeOffset, error) {
	if sent == nil {
		return t.Now.DateTimeOffset(), nil
	}
	if ahead := t.writer.cfg.MaxFuture; ahead > 0 {
		if latest := t.Now.Add(ahead); sent.Ticks() > int64(latest) {
			return *sent, models.Invalid(argument, "%s is too far in the future. The latest time that is accepted now is %s.",
				sent, latest.DateTimeOffset())
		}
	}
	return *sent, nil
}

// AliveAt returns BAD_USER_INPUT if a fact is not earlier than the deletion of its item;
// deleted is nil if the item is not deleted. If sent is nil, the fact happens now, which is
// after the deletion even if the clock has been set back.
func AliveAt(deleted *models.Instant, sent *models.DateTimeOffset, argument string) error {
	if deleted != nil && (sent == nil || sent.Ticks() >= int64(*deleted)) {
		return models.Invalid(argument, "The item was deleted at %s. Only earlier activities can be recorded.", deleted.DateTimeOffset())
	}
	return nil
}
