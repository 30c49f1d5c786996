package write

import (
	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// ActorOr returns who did something: whom the client named, or the caller, with the
// actor that is counted for it. It returns FORBIDDEN for whom the caller may not
// name, and BAD_USER_INPUT for an id that nobody may have.
func (t *Tx) ActorOr(sent *models.IdentitySet) (identity.Attribution, error) {
	if sent == nil {
		return identity.Attributed(t.Caller.IdentitySet()), nil
	}
	if err := t.Caller.CheckActor("input.actor", sent); err != nil {
		return identity.Attribution{}, err
	}
	if err := t.MustBeKnown(sent.KnownOnly("input.actor")); err != nil {
		return identity.Attribution{}, err
	}
	return identity.Attribution{Set: sent, Counted: t.Caller.CountedActor(sent)}, nil
}

// RepeatsActor says whether a caller who sends the same actor again says the same
// thing: it is the one who recorded the fact, or the actor that is counted is the
// same. The first holds for ever, also where the rule was another one when the fact
// was recorded, or the caller has another name or another role since.
func (t *Tx) RepeatsActor(recorded read.Fact, sent *models.IdentitySet) (bool, error) {
	actor, recordedBy := recorded.Identities()
	by, err := t.IdentitySet(recordedBy)
	if err != nil || SameActor(by, t.Caller.IdentitySet()) {
		return err == nil, err
	}
	counted, err := t.CountedActor(actor)
	return counted == t.Caller.CountedActor(sent), err
}

// SameActor says whether two sets name one actor, whatever else they say.
func SameActor(a, b *models.IdentitySet) bool {
	one, _ := a.ActorKey()
	other, _ := b.ActorKey()
	return one == other
}
