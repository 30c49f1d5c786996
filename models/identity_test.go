package models_test

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/itemactivity/itemactivity/models"
)

func text(s string) *string { return &s }

func withID(id string) *models.Identity { return &models.Identity{ID: &id} }

func withName(name string) *models.Identity { return &models.Identity{DisplayName: &name} }

// TestActorKey checks that the actor is the first identity with an id, in the order user,
// application, device. If none has an id, it is the first with a name. If none has a name,
// there is no actor.
func TestActorKey(t *testing.T) {
	empty := &models.Identity{}
	blank := &models.Identity{ID: text(""), DisplayName: text("")}
	for name, c := range map[string]struct {
		set  models.IdentitySet
		want models.ActorKey
		some bool
	}{
		"nothing":          {models.IdentitySet{}, models.ActorKey{}, false},
		"empty identities": {models.IdentitySet{User: empty, Application: empty, Device: empty}, models.ActorKey{}, false},
		"blank identities": {models.IdentitySet{User: blank, Application: blank, Device: blank}, models.ActorKey{}, false},

		"user":        {models.IdentitySet{User: withID("1")}, models.ActorKey{Slot: models.UserSlot, Value: "1"}, true},
		"application": {models.IdentitySet{Application: withID("1")}, models.ActorKey{Slot: models.ApplicationSlot, Value: "1"}, true},
		"device":      {models.IdentitySet{Device: withID("1")}, models.ActorKey{Slot: models.DeviceSlot, Value: "1"}, true},

		"all three":              {models.IdentitySet{User: withID("u"), Application: withID("a"), Device: withID("d")}, models.ActorKey{Slot: models.UserSlot, Value: "u"}, true},
		"application and device": {models.IdentitySet{Application: withID("a"), Device: withID("d")}, models.ActorKey{Slot: models.ApplicationSlot, Value: "a"}, true},
		// The actor of the example of Microsoft Graph.
		"application beside empty ones": {models.IdentitySet{User: empty, Application: &models.Identity{ID: text("Id value"), DisplayName: text("Display Name value")}, Device: empty}, models.ActorKey{Slot: models.ApplicationSlot, Value: "Id value"}, true},

		"an id comes before every name":    {models.IdentitySet{User: withName("u"), Application: withName("a"), Device: withID("d")}, models.ActorKey{Slot: models.DeviceSlot, Value: "d"}, true},
		"an empty id is none":              {models.IdentitySet{User: &models.Identity{ID: text(""), DisplayName: text("u")}, Application: withID("a")}, models.ActorKey{Slot: models.ApplicationSlot, Value: "a"}, true},
		"the name of the user":             {models.IdentitySet{User: withName("n"), Application: withName("m")}, models.ActorKey{Slot: models.UserSlot, ByName: true, Value: "n"}, true},
		"the name of the application":      {models.IdentitySet{User: blank, Application: withName("m"), Device: withName("o")}, models.ActorKey{Slot: models.ApplicationSlot, ByName: true, Value: "m"}, true},
		"the name of the device":           {models.IdentitySet{Device: withName("o")}, models.ActorKey{Slot: models.DeviceSlot, ByName: true, Value: "o"}, true},
		"a name beside an id says no more": {models.IdentitySet{User: &models.Identity{ID: text("1"), DisplayName: text("n")}}, models.ActorKey{Slot: models.UserSlot, Value: "1"}, true},
		"a blank is a name":                {models.IdentitySet{User: withName(" ")}, models.ActorKey{Slot: models.UserSlot, ByName: true, Value: " "}, true},
		"a zero is an id":                  {models.IdentitySet{User: withID("\x00")}, models.ActorKey{Slot: models.UserSlot, Value: "\x00"}, true},
	} {
		if got, some := c.set.ActorKey(); some != c.some || got != c.want {
			t.Errorf("%s: %+v, %v; want %+v, %v", name, got, some, c.want, c.some)
		}
	}
}

func anIdentity() *rapid.Generator[*models.Identity] {
	optional := rapid.OneOf(rapid.Just[*string](nil), rapid.Map(rapid.OneOf(rapid.Just(""), rapid.String()), text))
	return rapid.Custom(func(t *rapid.T) *models.Identity {
		if rapid.Bool().Draw(t, "absent") {
			return nil
		}
		return &models.Identity{ID: optional.Draw(t, "id"), DisplayName: optional.Draw(t, "displayName")}
	})
}

func anIdentitySet() *rapid.Generator[*models.IdentitySet] {
	return rapid.Custom(func(t *rapid.T) *models.IdentitySet {
		return &models.IdentitySet{
			Application: anIdentity().Draw(t, "application"),
			Device:      anIdentity().Draw(t, "device"),
			User:        anIdentity().Draw(t, "user"),
		}
	})
}

// TestIdentitySetsAreStoredWhole checks that the JSON of a set, by which it is stored and
// found, contains all of the set. Sets with different contents must have different JSON.
func TestIdentitySetsAreStoredWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one, other := anIdentitySet().Draw(t, "one"), anIdentitySet().Draw(t, "other")
		stored, err := json.Marshal(one)
		if err != nil {
			t.Fatal(err)
		}
		back := new(models.IdentitySet)
		if err := json.Unmarshal(stored, back); err != nil || !back.Equal(one) {
			t.Fatalf("%s came back otherwise: %v", stored, err)
		}
		otherStored, err := json.Marshal(other)
		if err != nil {
			t.Fatal(err)
		}
		if (string(stored) == string(otherStored)) != one.Equal(other) {
			t.Fatalf("%s and %s: equal is %v", stored, otherStored, one.Equal(other))
		}
	})
}

// TestEqualSetsHaveOneActor checks that sets that are stored as one row have the same actor
// key.
func TestEqualSetsHaveOneActor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := anIdentitySet().Draw(t, "set")
		twin := *set
		one, someOne := set.ActorKey()
		other, someOther := twin.ActorKey()
		if !set.Equal(&twin) || one != other || someOne != someOther {
			t.Fatalf("%+v and %+v", one, other)
		}
		if someOne && one.Value == "" {
			t.Fatal("an actor without id or name")
		}
	})
}

func TestIdentityLengths(t *testing.T) {
	const argument = "input.actor"
	longID, longName := strings.Repeat("😀", models.MaxIDLength), strings.Repeat("😀", models.MaxTextLength)
	for _, c := range []struct {
		set      *models.IdentitySet
		argument string
	}{
		{nil, ""},
		{&models.IdentitySet{}, ""},
		{&models.IdentitySet{User: withID(longID), Device: withName(longName)}, ""},
		{&models.IdentitySet{User: withID(longID + "x")}, argument + ".user.id"},
		{&models.IdentitySet{Application: withName(longName + "x")}, argument + ".application.displayName"},
		{&models.IdentitySet{Device: withID(longID + "x")}, argument + ".device.id"},
		{&models.IdentitySet{User: withName("\xff")}, argument + ".user.displayName"},
	} {
		wantRefusal(t, argument, c.set.Validate(argument), models.BadUserInput, c.argument)
	}
}
