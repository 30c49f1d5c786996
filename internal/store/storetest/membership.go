package storetest

import (
	"context"
	"slices"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// user returns a user without group claims who has the scope to record.
func user(id models.ID) *auth.Principal {
	return &auth.Principal{UserID: id, DisplayName: "Name of " + string(id), Scopes: auth.FilesReadWrite}
}

// testMembership: members see a group, owners manage it, and every member can leave it.
func testMembership(t *testing.T, db Database) {
	s := db.open(t, nil)
	createObjects(t, s)
	type change = func(context.Context, models.ID, models.Member) (*models.Group, error)
	steps := []struct {
		name    string
		caller  models.ID
		change  change
		member  models.ID
		want    models.Code
		members []models.ID
		owners  []models.ID
	}{
		{"the creator adds a member", auth.LocalUserID, s.AddGroupMember, "ann", "", []models.ID{"ann", auth.LocalUserID}, []models.ID{auth.LocalUserID}},
		{"the creator adds the member again", auth.LocalUserID, s.AddGroupMember, "ann", "", []models.ID{"ann", auth.LocalUserID}, []models.ID{auth.LocalUserID}},
		{"a member adds another", "ann", s.AddGroupMember, "bob", models.Forbidden, []models.ID{"ann", auth.LocalUserID}, []models.ID{auth.LocalUserID}},
		{"the creator adds an owner", auth.LocalUserID, s.AddGroupOwner, "ann", "", []models.ID{"ann", auth.LocalUserID}, []models.ID{"ann", auth.LocalUserID}},
		{"an owner adds a member", "ann", s.AddGroupMember, "bob", "", []models.ID{"ann", "bob", auth.LocalUserID}, []models.ID{"ann", auth.LocalUserID}},
		{"a member removes another", "bob", s.RemoveGroupMember, "ann", models.Forbidden, []models.ID{"ann", "bob", auth.LocalUserID}, []models.ID{"ann", auth.LocalUserID}},
		{"an owner stops being one", "ann", s.RemoveGroupOwner, "ann", "", []models.ID{"ann", "bob", auth.LocalUserID}, []models.ID{auth.LocalUserID}},
		{"a member leaves", "bob", s.RemoveGroupMember, "bob", "", []models.ID{"ann", auth.LocalUserID}, []models.ID{auth.LocalUserID}},
		{"the member who left tries to return", "bob", s.AddGroupMember, "bob", models.NotFound, []models.ID{"ann", auth.LocalUserID}, []models.ID{auth.LocalUserID}},
	}
	for _, step := range steps {
		_, err := step.change(fixture.As(t, user(step.caller)), "group", models.Member{UserID: step.member})
		if codeOf(err) != step.want {
			t.Errorf("%s: the error is %v, want %q", step.name, err, step.want)
		}
		if members, owners := membersOf(t, s); !slices.Equal(members, step.members) || !slices.Equal(owners, step.owners) {
			t.Errorf("%s: the members are %q and the owners are %q", step.name, members, owners)
		}
		for _, id := range []models.ID{"ann", "bob"} {
			view(t, s, user(id), func(ctx context.Context) {
				g, err := s.Group(ctx, "group")
				if err != nil || (g != nil) != slices.Contains(step.members, id) {
					t.Errorf("%s: %s sees the group: %v (%v)", step.name, id, g != nil, err)
				}
			})
		}
	}
}

// membersOf returns the ids of the users in the group, sorted.
func membersOf(t *testing.T, s *store.Store) (members, owners []models.ID) {
	t.Helper()
	ctx, end := snapshot(s, fixture.Local(t))
	defer end()
	g, err := s.Group(ctx, "group")
	if err != nil {
		t.Fatal(err)
	}
	for list, read := range map[*[]models.ID]func(context.Context, *models.Group, models.PageArgs) (*models.GroupMemberConnection, error){
		&members: s.GroupMembers, &owners: s.GroupOwners,
	} {
		c, err := read(ctx, g, models.PageArgs{})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range c.Nodes() {
			*list = append(*list, m.User.UserID)
		}
		slices.Sort(*list)
	}
	return members, owners
}

// testClaims: a caller whose token contains the claim of a group belongs to the group. Two
// groups cannot have the same claim.
func testClaims(t *testing.T, db Database) {
	s := db.open(t, nil)
	createObjects(t, s)
	claimed := user("carl")
	claimed.Groups = []models.ID{"other", "staff"}
	sees := func(want bool) {
		t.Helper()
		g, err := s.Group(reading(t, s, fixture.As(t, claimed)), "group")
		if err != nil || (g != nil) != want {
			t.Errorf("the group is visible: %v (%v)", g != nil, err)
		}
	}
	set := func(group models.ID, claim *models.ID) error {
		_, err := s.UpdateGroup(fixture.Local(t), group, models.GroupUpdate{Claim: graphql.OmittableOf(claim)})
		return err
	}
	sees(false)
	if err := set("group", new(models.ID("staff"))); err != nil {
		t.Fatal(err)
	}
	sees(true)
	if _, err := s.CreateGroup(fixture.Local(t), models.Group{ID: "second", DisplayName: "x"}); err != nil {
		t.Fatal(err)
	}
	fixture.WantCode(t, set("second", new(models.ID("staff"))), models.Conflict)
	if err := set("group", nil); err != nil {
		t.Fatal(err)
	}
	sees(false)
	if err := set("second", new(models.ID("staff"))); err != nil {
		t.Errorf("a claim that is no longer in use: %v", err)
	}
}

// testDisplayNames: a group shows the display name of a user only after the user has
// recorded in it.
func testDisplayNames(t *testing.T, db Database) {
	s := db.open(t, nil)
	createObjects(t, s)
	for _, id := range []models.ID{"ann", "bob"} {
		if _, err := s.AddGroupMember(fixture.Local(t), "group", models.Member{UserID: id}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.CreateItemActivity(fixture.As(t, user("ann")), accessKey, models.ItemActivity{Access: models.NewAccessAction()}); err != nil {
		t.Fatal(err)
	}
	ctx := reading(t, s, fixture.As(t, user("ann")))
	g, err := s.Group(ctx, "group")
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.GroupMembers(ctx, g, models.PageArgs{})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range c.Nodes() {
		shown := m.User.DisplayName != nil
		if want := m.User.UserID != "bob"; shown != want || m.User.UserID == "ann" && *m.User.DisplayName != "Name of ann" {
			t.Errorf("the name of %s is shown: %v", m.User.UserID, shown)
		}
	}
}
