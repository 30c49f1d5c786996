package models

import "strconv"

// KnownOnly is an id of a user, an application or a device that breaks the character rule for
// new ids. It may only be stored if the caller knows it already.
type KnownOnly struct {
	Slot ActorSlot
	ID   string
	// Refusal is the BAD_USER_INPUT for an id that the caller does not know.
	Refusal error
}

// KnownOnly returns the ids of a set that break the character rule for new ids. The set may
// be nil.
func (s *IdentitySet) KnownOnly(argument string) (ids []KnownOnly) {
	if s == nil {
		return nil
	}
	for slot, i := range [...]*Identity{UserSlot: s.User, ApplicationSlot: s.Application, DeviceSlot: s.Device} {
		if i == nil || i.ID == nil || CheckCharacters("", "An id", *i.ID) == nil {
			continue
		}
		at := argument + "." + ActorSlot(slot).String() + ".id"
		ids = append(ids, KnownOnly{ActorSlot(slot), *i.ID, CheckCharacters(at, "An id", *i.ID)})
	}
	return ids
}

// KnownOnly returns the ids in the identity sets of the actions that break the character
// rule for new ids.
func (s *ItemActionSet) KnownOnly(argument string) (ids []KnownOnly) {
	all := func(list string, sets []*IdentitySet) {
		for i, set := range sets {
			ids = append(ids, set.KnownOnly(argument+list+strconv.Itoa(i))...)
		}
	}
	if s.Comment != nil {
		ids = append(ids, s.Comment.ParentAuthor.KnownOnly(argument+".comment.parentAuthor")...)
		all(".comment.participants.", s.Comment.Participants)
	}
	if s.Mention != nil {
		all(".mention.mentionees.", s.Mention.Mentionees)
	}
	if s.Share != nil {
		all(".share.recipients.", s.Share.Recipients)
	}
	return ids
}

// KnownOnly returns the id of the member if it breaks the character rule for new ids.
func (m Member) KnownOnly() (ids []KnownOnly) {
	argument, slot, id := "userId", UserSlot, m.UserID
	if id == "" {
		argument, slot, id = "applicationId", ApplicationSlot, m.ApplicationID
	}
	if refusal := id.ValidateCharacters(argument); refusal != nil {
		ids = append(ids, KnownOnly{slot, string(id), refusal})
	}
	return ids
}
