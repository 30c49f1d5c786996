package write

import "github.com/itemactivity/itemactivity/models"

// TimeOr returns when something happened: what the client said, or now. It returns
// BAD_USER_INPUT at the argument for a time that is too far in the future, which
// would head every list until then. A repetition is not checked: what was recorded
// can be repeated whatever the clock shows.
func (t *Tx) TimeOr(argument string, sent *models.DateTimeOffset) (models.DateTimeOffset, error) {
	if sent == nil {
		return t.Now.DateTimeOffset(), nil
	}
	if ahead := t.writer.cfg.MaxFuture; ahead > 0 {
		if latest := t.Now.Add(ahead); sent.Ticks() > int64(latest) {
			return *sent, models.Invalid(argument, "%s is too far in the future: the latest instant that is accepted now is %s.",
				sent, latest.DateTimeOffset())
		}
	}
	return *sent, nil
}

// AliveAt refuses what would have happened to an item after it was deleted;
// deleted is nil for one that was not. A time that was left out is now, which is
// after the deletion, whatever the clock showed at the one and shows at the other.
func AliveAt(deleted *models.Instant, sent *models.DateTimeOffset, argument string) error {
	if deleted != nil && (sent == nil || sent.Ticks() >= int64(*deleted)) {
		return models.Invalid(argument, "The item was deleted at %s: only what happened before can be recorded.", deleted.DateTimeOffset())
	}
	return nil
}
