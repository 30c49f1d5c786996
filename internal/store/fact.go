package store

import "github.com/itemactivity/itemactivity/models"

// timeOr returns when something happened: what the client said, or now.
func (t *txn) timeOr(sent *models.DateTimeOffset) models.DateTimeOffset {
	if sent != nil {
		return *sent
	}
	return t.now.DateTimeOffset()
}

// actorOr returns who did something: whom the client named, if it may, or the
// caller. Who may not name anyone names nobody else as the user; the
// application and the device are claims, and free.
func (t *txn) actorOr(sent *models.IdentitySet) (*models.IdentitySet, error) {
	switch {
	case sent == nil:
		return t.caller.IdentitySet(), nil
	case t.caller.NamesAnyone() || sent.User == nil || *sent.User == (models.Identity{}):
		return sent, nil
	case t.caller.UserID != "" && sent.User.ID != nil && *sent.User.ID == string(t.caller.UserID):
		return sent, nil
	}
	return nil, models.Errorf(models.Forbidden, "input.actor.user",
		"You may record only what you did yourself: leave user out, or send your own id.")
}

// sameActor says whether two sets name one actor, whatever else they say.
func sameActor(a, b *models.IdentitySet) bool {
	one, _ := a.ActorKey()
	other, _ := b.ActorKey()
	return one == other
}

// aliveAt refuses what would have happened to an item after it was deleted;
// deleted is nil for one that was not.
func aliveAt(deleted *models.Instant, at models.DateTimeOffset, argument string) error {
	if deleted != nil && at.Ticks() >= int64(*deleted) {
		return models.Invalid(argument, "The item was deleted at %s: only what happened before can be recorded.", deleted.DateTimeOffset())
	}
	return nil
}

// fact is a row that says who did something, and who recorded it.
type fact interface {
	identities() (actor, recordedBy int64)
}

// factIdentities returns the identity sets of all the rows, by their numbers.
func factIdentities[R fact](v view, rows []R) (map[int64]*models.IdentitySet, error) {
	nums := make([]int64, 0, 2*len(rows))
	for _, r := range rows {
		actor, recordedBy := r.identities()
		nums = append(nums, actor, recordedBy)
	}
	return v.identitySets(nums...)
}
