package auth

import (
	"fmt"

	"github.com/itemactivity/itemactivity/models"
)

// CheckActor returns FORBIDDEN, at the member of the argument, for an actor that
// the caller may not name. A caller with NamesAnyone may name anyone. Any other
// caller records for itself: actor.user and actor.application are absent, empty, or
// the caller's own id with no displayName but the caller's own; actor.device is free.
func (p *Principal) CheckActor(argument string, actor *models.IdentitySet) error {
	if actor == nil || p.NamesAnyone() {
		return nil
	}
	own := p.IdentitySet()
	if !isOwn(actor.User, own.User) {
		return notOwn(argument, "user", own.User)
	}
	if !isOwn(actor.Application, own.Application) {
		return notOwn(argument, "application", own.Application)
	}
	return nil
}

// CountedActor returns who is counted and listed as the actor of what the caller
// records: the caller itself, or the actor that the set names if the caller may name
// anyone. The zero is nobody.
func (p *Principal) CountedActor(actor *models.IdentitySet) models.ActorKey {
	if !p.NamesAnyone() {
		actor = p.IdentitySet()
	}
	key, _ := actor.ActorKey()
	return key
}

// isOwn compares an identity that was sent with the caller's, which is nil where the
// caller's credentials name none.
func isOwn(sent, own *models.Identity) bool {
	switch {
	case sent == nil || *sent == models.Identity{}:
		return true
	case own == nil || sent.ID == nil || *sent.ID != *own.ID:
		return false
	case sent.DisplayName == nil:
		return true
	}
	return own.DisplayName != nil && *sent.DisplayName == *own.DisplayName
}

func notOwn(argument, slot string, own *models.Identity) error {
	accepted := "send {}, as your credentials name no " + slot
	if own != nil {
		accepted = fmt.Sprintf("send {} or your own id, %s, without a displayName", models.Quote(*own.ID))
		if own.DisplayName != nil {
			accepted = fmt.Sprintf("send {} or your own id, %s, with no displayName but %s", models.Quote(*own.ID), models.Quote(*own.DisplayName))
		}
	}
	return models.Errorf(models.Forbidden, argument+"."+slot,
		"You may record only what you did yourself: leave %s out, or %s.", slot, accepted)
}
