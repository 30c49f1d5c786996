package models

import (
	"reflect"
	"strconv"
)

// Identity is who or what somebody is: Graph's identity. Both members are
// optional, and an empty text is not the same as none.
type Identity struct {
	ID          *string `json:"id,omitempty"`
	DisplayName *string `json:"displayName,omitempty"`
}

// IdentitySet is one actor seen as an application, on a device, as a user:
// Graph's identitySet. A present empty identity is not the same as none.
type IdentitySet struct {
	Application *Identity `json:"application,omitempty"`
	Device      *Identity `json:"device,omitempty"`
	User        *Identity `json:"user,omitempty"`
}

// Validate checks the lengths of an identity set that may be absent.
func (s *IdentitySet) Validate(argument string) error {
	if s == nil {
		return nil
	}
	for _, slot := range []struct {
		name     string
		identity *Identity
	}{{"application", s.Application}, {"device", s.Device}, {"user", s.User}} {
		if err := slot.identity.validate(argument + "." + slot.name); err != nil {
			return err
		}
	}
	return nil
}

func (i *Identity) validate(argument string) error {
	if i == nil {
		return nil
	}
	if err := validateOptional(argument+".id", i.ID, MaxIDLength); err != nil {
		return err
	}
	return validateOptional(argument+".displayName", i.DisplayName, MaxTextLength)
}

func validateIdentities(argument string, sets []*IdentitySet) error {
	if len(sets) > MaxIdentities {
		return Invalid(argument, "The list has %d identities; at most %d are kept.", len(sets), MaxIdentities)
	}
	for i, set := range sets {
		if err := set.Validate(argument + "." + strconv.Itoa(i)); err != nil {
			return err
		}
	}
	return nil
}

// ActorKey tells distinct actors apart: user "1" and application "1" are two.
type ActorKey struct {
	Slot ActorSlot
	// ByName says that the actor has no id, and Value is its display name.
	ByName bool
	Value  string
}

// ActorSlot is the member of an identity set that names the actor.
type ActorSlot int

// The slots, in the order in which they are asked for the actor.
const (
	UserSlot ActorSlot = iota
	ApplicationSlot
	DeviceSlot
	// ActorSlots is how many there are.
	ActorSlots = iota
)

// String is the name of the slot in an identity set.
func (s ActorSlot) String() string { return [...]string{"user", "application", "device"}[s] }

// ActorKey returns the key of the actor that the set names: its first identity
// with an id in the order of the slots, else the first with a display name. A
// set with neither is the action of no actor.
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

// ActorKeys returns the key of each identity of the set that has an id, or else
// a display name, in the order of the slots. The key of the actor is one of them.
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

// Equal says whether two sets have the same content, presence included.
func (s *IdentitySet) Equal(other *IdentitySet) bool { return reflect.DeepEqual(s, other) }
