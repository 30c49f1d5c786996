package auth_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

func identity(id, name string) *models.Identity {
	i := &models.Identity{}
	if id != "" {
		i.ID = &id
	}
	if name != "" {
		i.DisplayName = &name
	}
	return i
}

// TestWhoMayNameWhom checks which actors each kind of caller may name, and which argument
// the error contains.
func TestWhoMayNameWhom(t *testing.T) {
	callers := map[string]*auth.Principal{
		"user":        {UserID: "jane", DisplayName: "Jane Doe", Scopes: auth.Local().Scopes},
		"nameless":    {UserID: "jane", Scopes: auth.Local().Scopes},
		"through":     {UserID: "jane", ApplicationID: "editor", DisplayName: "Jane Doe", Scopes: auth.Local().Scopes},
		"application": {ApplicationID: "editor", DisplayName: "Editor", Scopes: auth.FilesReadWrite | auth.FilesReadAll | auth.GroupReadWriteAll},
		"importer":    {ApplicationID: "editor", DisplayName: "Editor", Scopes: auth.FilesReadWriteAll},
		"local":       auth.Local(),
	}
	counted := map[string]models.ActorKey{
		"user": {Slot: models.UserSlot, Value: "jane"}, "nameless": {Slot: models.UserSlot, Value: "jane"},
		"through": {Slot: models.UserSlot, Value: "jane"}, "application": {Slot: models.ApplicationSlot, Value: "editor"},
	}
	everyone := strings.Join([]string{"user", "nameless", "through", "application"}, " ")
	const user, application = "input.actor.user", "input.actor.application"
	for _, c := range []struct {
		name    string
		actor   *models.IdentitySet
		at      string
		refused string // to these callers, at that
	}{
		{"nothing", &models.IdentitySet{}, "", ""},
		{"empty identities", &models.IdentitySet{User: identity("", ""), Application: identity("", ""), Device: identity("", "")}, "", ""},
		{"any device", &models.IdentitySet{Device: identity("jack", "The Boss")}, "", ""},
		{"the user", &models.IdentitySet{User: identity("jane", "")}, user, "application"},
		{"the user by name", &models.IdentitySet{User: identity("jane", "Jane Doe")}, user, "nameless application"},
		{"a name alone", &models.IdentitySet{User: identity("", "Jane Doe")}, user, everyone},
		{"another name", &models.IdentitySet{User: identity("jane", "The Boss")}, user, everyone},
		{"another user", &models.IdentitySet{User: identity("jack", "")}, user, everyone},
		{"an empty id", &models.IdentitySet{User: &models.Identity{ID: new("")}}, user, everyone},
		{"an empty name", &models.IdentitySet{User: &models.Identity{ID: new("jane"), DisplayName: new("")}}, user, everyone},
		{"the application", &models.IdentitySet{Application: identity("editor", "")}, application, "user nameless"},
		{"the application by name", &models.IdentitySet{Application: identity("editor", "Editor")}, application, "user nameless through"},
		{"the application by the user's name", &models.IdentitySet{Application: identity("editor", "Jane Doe")}, application, everyone},
		{"another application", &models.IdentitySet{User: identity("", ""), Application: identity("payroll", "")}, application, everyone},
		{"the user as application", &models.IdentitySet{Application: identity("jane", "")}, application, everyone},
		{"the application as user", &models.IdentitySet{User: identity("editor", "")}, user, everyone},
	} {
		for name, p := range callers {
			err := p.CheckActor("input.actor", c.actor)
			refusal, _ := errors.AsType[*models.Error](err)
			refused := strings.Contains(" "+c.refused+" ", " "+name+" ")
			if (refusal != nil) != refused || refused && (refusal.Code != models.Forbidden || refusal.Argument != c.at) {
				t.Errorf("%s of %s: %+v", c.name, name, err)
			}
			want, known := counted[name]
			if !known {
				want, _ = c.actor.ActorKey()
			}
			if got := p.CountedActor(c.actor); got != want {
				t.Errorf("%s of %s: %+v is counted, want %+v", c.name, name, got, want)
			}
		}
	}
}
