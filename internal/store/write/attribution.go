package write

import (
	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// ActorOr returns the attribution of a fact to the identity set that the client sent, or to
// the caller if the client sent none. It returns FORBIDDEN for an actor that the caller may
// not name, and BAD_USER_INPUT for an id that is not valid.
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

// RepeatsActor reports whether the caller, who has sent the same actor as in a recorded fact,
// repeats that fact. This is true if the caller recorded the fact, or if the same actor is
// counted for it. The first condition does not depend on the caller's name and role, nor on
// the rule for counted actors, all of which may have changed since.
func (t *Tx) RepeatsActor(recorded read.Fact, sent *models.IdentitySet) (bool, error) {
	actor, recordedBy := recorded.Identities()
	by, err := t.IdentitySet(recordedBy)
	if err != nil || SameActor(by, t.Caller.IdentitySet()) {
		return err == nil, err
	}
	counted, err := t.CountedActor(actor)
	return counted == t.Caller.CountedActor(sent), err
}

// SameActor reports whether two identity sets name the same actor. They may differ otherwise.
func SameActor(a, b *models.IdentitySet) bool {
	one, _ := a.ActorKey()
	other, _ := b.ActorKey()
	return one == other
}
