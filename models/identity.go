package models

import (
	"reflect"
	"strconv"
)

// Identity is a user, an application or a device (identity in Microsoft Graph). Both members
// are optional. An empty string differs from nil.
type Identity struct {
	ID          *string `json:"id,omitempty"`
	DisplayName *string `json:"displayName,omitempty"`
}

// IdentitySet is one actor, described by the user, the application and the device
// (identitySet in Microsoft Graph). An empty Identity differs from nil.
type IdentitySet struct {
	Application *Identity `json:"application,omitempty"`
	Device      *Identity `json:"device,omitempty"`
	User        *Identity `json:"user,omitempty"`
}

// Validate checks the lengths of the texts of a set, which may be nil. It returns
// BAD_USER_INPUT.
func (s *IdentitySet) Validate(argument string) error {
	if s == nil {
		return nil
	}
	for _, slot := range []struct {
		name     string
		identity *Identity
	}{{"application", s.Application}, {"device", s.Device}, {"user", s.User}} {
		if err := slot.identity.validate(argument, slot.name); err != nil {
			return err
		}
	}
	return nil
}

// validate validates the member slot of an argument. It makes the names of arguments only for an error.
func (i *Identity) validate(argument, slot string) error {
	switch {
	case i == nil:
		return nil
	case validateOptional("", i.ID, MaxIDLength) != nil:
		return validateOptional(argument+"."+slot+".id", i.ID, MaxIDLength)
	case validateOptional("", i.DisplayName, MaxTextLength) != nil:
		return validateOptional(argument+"."+slot+".displayName", i.DisplayName, MaxTextLength)
	}
	return nil
}

func validateIdentities(argument string, sets []*IdentitySet) error {
	if len(sets) > MaxIdentities {
		return Invalid(argument, "The list has %d elements; the maximum is %d.", len(sets), MaxIdentities)
	}
	for i, set := range sets {
		if err := set.Validate(argument + "." + strconv.Itoa(i)); err != nil {
			return err
		}
	}
	return nil
}

// ActorKey identifies an actor among all actors. User "1" and application "1" are two actors.
type ActorKey struct {
	Slot ActorSlot
	// ByName is whether the actor has no id. Then Value is its display name.
	ByName bool
	Value  string
}

// ActorSlot is the member of an IdentitySet that identifies the actor.
type ActorSlot int

// The slots, in the order in which ActorKey searches them.
const (
	UserSlot ActorSlot = iota
	ApplicationSlot
	DeviceSlot
	// ActorSlots is the number of slots.
	ActorSlots = iota
)

// String returns the name of the slot in the GraphQL type.
func (s ActorSlot) String() string { return [...]string{"user", "application", "device"}[s] }

// ActorKey returns the key of the actor: the first identity with an id, in the order of the
// slots, or else the first with a display name. It returns false if the set has neither.
func (s *IdentitySet) ActorKey() (ActorKey, bool) {
	slots := [...]*Identity{UserSlot: s.User, ApplicationSlot: s.Application, DeviceSlot: s.Device}
	for slot, i := range slots {
		if i != nil && i.ID != nil && *i.ID != "" {
			return ActorKey{Slot: ActorSlot(slot), Value: *i.ID}, true
		}
	}
	for slot, i := range slots {
		if i != nil && i.DisplayName != nil && *i.DisplayName != "" {
			return ActorKey{Slot: ActorSlot(slot), ByName: true, Value: *i.DisplayName}, true
		}
	}
	return ActorKey{}, false
}

// ActorKeys returns the key of each identity of the set that has an id or a display name, in
// the order of the slots. The result of ActorKey is one of them.
func (s *IdentitySet) ActorKeys() []ActorKey {
	var keys []ActorKey
	for slot, i := range [...]*Identity{UserSlot: s.User, ApplicationSlot: s.Application, DeviceSlot: s.Device} {
		switch {
		case i == nil:
		case i.ID != nil && *i.ID != "":
			keys = append(keys, ActorKey{Slot: ActorSlot(slot), Value: *i.ID})
		case i.DisplayName != nil && *i.DisplayName != "":
			keys = append(keys, ActorKey{Slot: ActorSlot(slot), ByName: true, Value: *i.DisplayName})
		}
	}
	return keys
}

// Equal returns whether two sets have the same content. An empty Identity differs from nil.
func (s *IdentitySet) Equal(other *IdentitySet) bool { return reflect.DeepEqual(s, other) }
