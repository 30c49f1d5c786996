package storetest

import (
	"fmt"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// The callers. crawler may not name other actors, importer may.
var (
	alice    = &auth.Principal{UserID: "alice", Groups: []models.ID{store.ExampleGroupID}, Scopes: auth.FilesReadWrite}
	bob      = &auth.Principal{UserID: "bob", ApplicationID: "browser", Groups: []models.ID{store.ExampleGroupID}, Scopes: auth.FilesReadWrite}
	crawler  = &auth.Principal{ApplicationID: "crawler", Groups: []models.ID{store.ExampleGroupID}, Scopes: auth.FilesReadWrite}
	importer = &auth.Principal{ApplicationID: "importer", Scopes: auth.FilesReadWriteAll}
)

// wantActors compares the action and actor counts of all time, and the number of accesses
// that are listed for each identity.
func wantActors(t *testing.T, s *store.Store, actions, actors int, listed map[*models.IdentitySet]int) {
	t.Helper()
	ctx := reading(t, s, fixture.Local(t))
	item, err := s.DriveItem(ctx, store.ExampleFileID)
	if err != nil {
		t.Fatal(err)
	}
	stat, err := s.AllTime(ctx, item)
	if err != nil {
		t.Fatal(err)
	}
	for _, counted := range []*models.ItemActionStat{stat.Access(), stat.Edit()} {
		n, err := s.ActionCount(ctx, counted)
		if err != nil || n != actions {
			t.Errorf("%d actions are counted, want %d (%v)", n, actions, err)
		}
		if n, err = s.ActorCount(ctx, counted); err != nil || n != actors {
			t.Errorf("%d actors are counted, want %d (%v)", n, actors, err)
		}
	}
	for actor, want := range listed {
		c, err := s.FilteredActivities(ctx, models.ItemActivityFilter{Actor: actor}, nil, models.PageArgs{First: new(models.MaxPageSize)})
		if err != nil || len(c.Edges) != want {
			t.Errorf("%d accesses are listed for %+v, want %d (%v)", len(c.Edges), actor.ActorKeys(), want, err)
		}
	}
}

// testDevicesOfOneUser: accesses of one user from many devices have one actor.
func testDevicesOfOneUser(t *testing.T, db Database) {
	s := openClaimedExample(t, db)
	const devices = 100
	for i := range devices {
		recordAs(t, s, alice, fixture.DeviceSet(fmt.Sprint("pc", i)))
	}
	wantActors(t, s, devices, 1, map[*models.IdentitySet]int{fixture.UserSet("alice"): devices, fixture.DeviceSet("pc7"): 1})
	db.wantVerified(t)
}

// testRepetitionAfterRoleChange: a caller recorded a fact with an actor that the caller may
// no longer name. The caller can repeat the request. Other callers with the same role get a
// CONFLICT.
func testRepetitionAfterRoleChange(t *testing.T, db Database) {
	s := openClaimedExample(t, db)
	payroll := &models.IdentitySet{Application: &models.Identity{ID: new("payroll")}}
	input := models.ItemActivity{ID: "old", Access: models.NewAccessAction(), Actor: payroll}
	edit := func() models.DriveActivity {
		return models.DriveActivity{ID: "old-edit", Action: &models.ItemActionSet{Edit: &models.EditAction{}}, Actor: payroll}
	}
	trusted := *alice
	trusted.Unlimited = true // in this respect, as all callers were
	if _, err := s.CreateItemActivity(fixture.As(t, &trusted), exampleKey, input); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CreateDriveActivity(fixture.As(t, &trusted), store.ExampleFileID, edit()); err != nil {
		t.Fatal(err)
	}
	repeat := func(caller *auth.Principal) (ofAccess, ofEdit error) {
		_, ofAccess = s.CreateItemActivity(fixture.As(t, caller), exampleKey, input)
		_, ofEdit = s.CreateDriveActivity(fixture.As(t, caller), store.ExampleFileID, edit())
		return ofAccess, ofEdit
	}
	for _, caller := range []*auth.Principal{alice, importer} {
		if ofAccess, ofEdit := repeat(caller); ofAccess != nil || ofEdit != nil {
			t.Errorf("%+v cannot repeat the requests: %v, %v", caller, ofAccess, ofEdit)
		}
	}
	for _, caller := range []*auth.Principal{bob, crawler} {
		ofAccess, ofEdit := repeat(caller)
		fixture.WantCode(t, ofAccess, models.Conflict)
		fixture.WantCode(t, ofEdit, models.Conflict)
	}
	_, err := s.CreateItemActivity(fixture.As(t, alice), exampleKey, models.ItemActivity{Access: models.NewAccessAction(), Actor: payroll})
	fixture.WantCode(t, err, models.Forbidden)
	wantActors(t, s, 1, 1, map[*models.IdentitySet]int{payroll: 1, fixture.UserSet("alice"): 0})
	db.wantVerified(t)
}

// recordAs records an access and an edit by a caller, with the same actor.
func recordAs(t *testing.T, s *store.Store, p *auth.Principal, actor *models.IdentitySet) {
	t.Helper()
	if _, err := s.CreateItemActivity(fixture.As(t, p), exampleKey, models.ItemActivity{Access: models.NewAccessAction(), Actor: actor}); err != nil {
		t.Fatal(err)
	}
	edit := models.DriveActivity{Action: &models.ItemActionSet{Edit: &models.EditAction{}}, Actor: actor}
	if _, err := s.CreateDriveActivity(fixture.As(t, p), store.ExampleFileID, edit); err != nil {
		t.Fatal(err)
	}
}

// openClaimedExample opens a store with the example group, whose claim is its id.
func openClaimedExample(t *testing.T, db Database) *store.Store {
	t.Helper()
	s := db.open(t, nil)
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	update := models.GroupUpdate{Claim: graphql.OmittableOf(new(store.ExampleGroupID))}
	if _, err := s.UpdateGroup(fixture.Local(t), store.ExampleGroupID, update); err != nil {
		t.Fatal(err)
	}
	return s
}

// testIdentitySetOfSeveralCallers: several callers send the same identity set, which has no
// user. A caller who may not name others is counted as the caller.
func testIdentitySetOfSeveralCallers(t *testing.T, db Database) {
	s := openClaimedExample(t, db)
	callers := []*auth.Principal{importer, alice, bob, crawler}
	for round := range 3 {
		for i := range callers {
			// In another order each time, because the first caller fills the caches.
			recordAs(t, s, callers[(i+round)%len(callers)], fixture.DeviceSet("pc1"))
		}
		recordAs(t, s, bob, &models.IdentitySet{})
		wantActors(t, s, 5*(round+1), 4, map[*models.IdentitySet]int{
			fixture.DeviceSet("pc1"):                             4 * (round + 1),
			fixture.UserSet("alice"):                             round + 1,
			fixture.UserSet("bob"):                               2 * (round + 1),
			{Application: &models.Identity{ID: new("crawler")}}:  round + 1,
			{Application: &models.Identity{ID: new("browser")}}:  0,
			{Application: &models.Identity{ID: new("importer")}}: 0,
		})
		db.wantVerified(t)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = db.open(t, nil)
	}
}
