package storetest

import (
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// testGroupUpdate: an owner renames a group, without a change of its claim. A change that is
// rejected changes neither.
func testGroupUpdate(t *testing.T, db Database) {
	s := db.open(t, nil)
	createObjects(t, s)
	rename := func(caller *auth.Principal, name *string, claim graphql.Omittable[*models.ID]) error {
		_, err := s.UpdateGroup(fixture.As(t, caller), "group", models.GroupUpdate{DisplayName: graphql.OmittableOf(name), Claim: claim})
		return err
	}
	want := func(name, claim string) {
		t.Helper()
		g, err := s.Group(reading(t, s, fixture.Local(t)), "group")
		if err != nil || g.DisplayName != name || g.Claim == nil || string(*g.Claim) != claim {
			t.Errorf("the group is %+v, not %q with the claim %q (%v)", g, name, claim, err)
		}
	}
	staff, leads := graphql.OmittableOf(new(models.ID("staff"))), graphql.OmittableOf(new(models.ID("leads")))
	unchanged := graphql.Omittable[*models.ID]{}
	if err := rename(auth.Local(), new("first"), staff); err != nil {
		t.Fatal(err)
	}
	want("first", "staff")
	if err := rename(auth.Local(), new("second"), unchanged); err != nil {
		t.Fatal(err)
	}
	want("second", "staff")
	owner := &auth.Principal{UserID: "ann", Scopes: auth.FilesReadWrite}
	if _, err := s.AddGroupOwner(fixture.Local(t), "group", models.Member{UserID: owner.UserID}); err != nil {
		t.Fatal(err)
	}
	if err := rename(owner, new("third"), unchanged); err != nil {
		t.Fatal(err)
	}
	want("third", "staff")
	fixture.WantCode(t, rename(owner, new("fourth"), leads), models.Forbidden)
	fixture.WantCode(t, rename(auth.Local(), nil, leads), models.BadUserInput)
	fixture.WantCode(t, rename(auth.Local(), new(""), leads), models.BadUserInput)
	fixture.WantCode(t, rename(outsider, new("fourth"), unchanged), models.NotFound)
	member := &auth.Principal{UserID: "carl", Groups: []models.ID{"staff"}, Scopes: auth.FilesReadWrite}
	fixture.WantCode(t, rename(member, new("fourth"), unchanged), models.Forbidden)
	want("third", "staff")
}
