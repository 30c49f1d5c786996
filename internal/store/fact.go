package store

import (
	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/models"
)

// timeOr returns when something happened: what the client said, or now. It returns
// BAD_USER_INPUT at the argument for a time that is too far in the future, which
// would head every list until then. A repetition is not checked: what was recorded
// can be repeated whatever the clock shows.
func (t *mutationTx) timeOr(argument string, sent *models.DateTimeOffset) (models.DateTimeOffset, error) {
	if sent == nil {
		return t.Now.DateTimeOffset(), nil
	}
	if ahead := t.store.maxFuture; ahead > 0 {
		if latest := t.Now.Add(ahead); sent.Ticks() > int64(latest) {
			return *sent, models.Invalid(argument, "%s is too far in the future: the latest instant that is accepted now is %s.",
				sent, latest.DateTimeOffset())
		}
	}
	return *sent, nil
}

// actorOr returns who did something: whom the client named, or the caller, with the
// actor that is counted for it. It returns FORBIDDEN for whom the caller may not
// name, and BAD_USER_INPUT for an id that nobody may have.
func (t *mutationTx) actorOr(sent *models.IdentitySet) (identity.Attribution, error) {
	if sent == nil {
		return identity.Attributed(t.Caller.IdentitySet()), nil
	}
	if err := t.Caller.CheckActor("input.actor", sent); err != nil {
		return identity.Attribution{}, err
	}
	if err := t.mustBeKnown(sent.KnownOnly("input.actor")); err != nil {
		return identity.Attribution{}, err
	}
	return identity.Attribution{Set: sent, Counted: t.Caller.CountedActor(sent)}, nil
}

// repeatsActor says whether a caller who sends the same actor again says the same
// thing: it is the one who recorded the fact, or the actor that is counted is the
// same. The first holds for ever, also where the rule was another one when the fact
// was recorded, or the caller has another name or another role since.
func (t *mutationTx) repeatsActor(recorded fact, sent *models.IdentitySet) (bool, error) {
	actor, recordedBy := recorded.identities()
	by, err := t.identitySet(recordedBy)
	if err != nil || sameActor(by, t.Caller.IdentitySet()) {
		return err == nil, err
	}
	counted, err := t.countedActor(actor)
	return counted == t.Caller.CountedActor(sent), err
}

// sameActor says whether two sets name one actor, whatever else they say.
func sameActor(a, b *models.IdentitySet) bool {
	one, _ := a.ActorKey()
	other, _ := b.ActorKey()
	return one == other
}

// aliveAt refuses what would have happened to an item after it was deleted;
// deleted is nil for one that was not. A time that was left out is now, which is
// after the deletion, whatever the clock showed at the one and shows at the other.
func aliveAt(deleted *models.Instant, sent *models.DateTimeOffset, argument string) error {
	if deleted != nil && (sent == nil || sent.Ticks() >= int64(*deleted)) {
		return models.Invalid(argument, "The item was deleted at %s: only what happened before can be recorded.", deleted.DateTimeOffset())
	}
	return nil
}

// fact is a row that says who did something, and who recorded it.
type fact interface {
	identities() (actor, recordedBy int64)
}

// factIdentities returns the identity sets of all the rows, by their numbers.
func factIdentities[R fact](v readTx, rows []R) (map[int64]*models.IdentitySet, error) {
	nums := make([]int64, 0, 2*len(rows))
	for _, r := range rows {
		actor, recordedBy := r.identities()
		nums = append(nums, actor, recordedBy)
	}
	return v.identitySets(nums...)
}
