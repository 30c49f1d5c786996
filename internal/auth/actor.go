package auth

import (
	"fmt"

	"github.com/itemactivity/itemactivity/models"
)

// CheckActor returns a FORBIDDEN error about a member of the argument if the caller may not
// name the actor. A caller with NamesAnyone may name anyone. Other callers may name only
// themselves. For them actor.user and actor.application must be absent, empty, or contain
// the caller's own id and no displayName except the caller's own. actor.device may have any
// value.
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

// CountedActor returns the actor that is counted and listed for an activity of the caller.
// This is the actor of the set if the caller may name anyone, and otherwise the caller. The
// zero value means that no actor is counted.
func (p *Principal) CountedActor(actor *models.IdentitySet) models.ActorKey {
	if !p.NamesAnyone() {
		actor = p.IdentitySet()
	}
	key, _ := actor.ActorKey()
	return key
}

// isOwn reports whether an identity that was sent is the caller's own. own is nil if the
// caller has none.
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
	accepted := "send {}, because your token names no " + slot
	if own != nil {
		accepted = fmt.Sprintf("send {} or your own id, %s, without a displayName", models.Quote(*own.ID))
		if own.DisplayName != nil {
			accepted = fmt.Sprintf("send {} or your own id, %s, without a displayName or with %s", models.Quote(*own.ID), models.Quote(*own.DisplayName))
		}
	}
	return models.Errorf(models.Forbidden, argument+"."+slot,
		"You may record only your own activities. Omit %s, or %s.", slot, accepted)
}
