package auth_test

import (
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// TestCallerAsActor checks that the actor has the ids of the caller, that the name belongs
// to the right one of them, and that an unknown name is absent and not empty.
func TestCallerAsActor(t *testing.T) {
	identity := func(id string, names ...string) *models.Identity {
		i := &models.Identity{ID: &id}
		for _, name := range names {
			i.DisplayName = &name
		}
		return i
	}
	for name, c := range map[string]struct {
		caller auth.Principal
		want   models.IdentitySet
	}{
		"user":           {auth.Principal{UserID: "alice", DisplayName: "Alice"}, models.IdentitySet{User: identity("alice", "Alice")}},
		"user, no name":  {auth.Principal{UserID: "alice"}, models.IdentitySet{User: identity("alice")}},
		"through an app": {auth.Principal{UserID: "alice", ApplicationID: "app", DisplayName: "Alice"}, models.IdentitySet{User: identity("alice", "Alice"), Application: identity("app")}},
		"application":    {auth.Principal{ApplicationID: "app", DisplayName: "App"}, models.IdentitySet{Application: identity("app", "App")}},
		"the local user": {*auth.Local(), models.IdentitySet{User: identity("local-user", "Local User")}},
		"no ids":         {auth.Principal{}, models.IdentitySet{}},
	} {
		if got := c.caller.IdentitySet(); !got.Equal(&c.want) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// TestIdentitySetIsACopy checks that a change of an actor does not change the caller.
func TestIdentitySetIsACopy(t *testing.T) {
	caller := &auth.Principal{UserID: "alice", DisplayName: "Alice"}
	set := caller.IdentitySet()
	*set.User.ID, *set.User.DisplayName = "mallory", "Mallory"
	if caller.UserID != "alice" || caller.DisplayName != "Alice" {
		t.Errorf("the caller is %+v", caller)
	}
}

func TestContextCarriesTheCaller(t *testing.T) {
	if got := auth.FromContext(t.Context()); got != nil {
		t.Errorf("an empty context contains %+v", got)
	}
	caller := auth.Local()
	if got := auth.FromContext(auth.WithPrincipal(t.Context(), caller)); got != caller {
		t.Errorf("the context contains %+v, not the caller", got)
	}
}

// TestLocalUserIsNotShared checks that one request cannot change the caller of another.
func TestLocalUserIsNotShared(t *testing.T) {
	auth.Local().Unlimited = false
	if !auth.Local().Unlimited {
		t.Error("the local user is shared")
	}
}

// TestWhoReachesBeyondTheOwnGroups checks that only an application's own roles apply
// outside the caller's groups, and that a user's scopes do not.
func TestWhoReachesBeyondTheOwnGroups(t *testing.T) {
	every := auth.Local().Scopes
	for name, c := range map[string]struct {
		caller                auth.Principal
		reads, names, manages bool
	}{
		"user":                          {auth.Principal{UserID: "u", Scopes: every}, false, false, false},
		"user through an application":   {auth.Principal{UserID: "u", ApplicationID: "a", Scopes: every}, false, false, false},
		"application":                   {auth.Principal{ApplicationID: "a", Scopes: every}, true, true, true},
		"application that manages":      {auth.Principal{ApplicationID: "a", Scopes: auth.GroupReadWriteAll}, true, false, true},
		"application that records":      {auth.Principal{ApplicationID: "a", Scopes: auth.FilesReadWriteAll}, true, true, false},
		"application that reads":        {auth.Principal{ApplicationID: "a", Scopes: auth.FilesReadAll}, true, false, false},
		"application in its own groups": {auth.Principal{ApplicationID: "a", Scopes: auth.FilesReadWrite}, false, false, false},
		"the local user":                {*auth.Local(), true, true, true},
	} {
		if reads, names, manages := c.caller.ReadsEveryGroup(), c.caller.NamesAnyone(), c.caller.ManagesEveryGroup(); reads != c.reads || names != c.names || manages != c.manages {
			t.Errorf("%s: reads every group %v, names anyone %v, manages every group %v", name, reads, names, manages)
		}
	}
}
