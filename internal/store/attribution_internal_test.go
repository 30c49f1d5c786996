package store

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// Callers that send the same identity set, for which different actors are counted.
var (
	alice = &auth.Principal{UserID: "alice", Groups: []models.ID{ExampleGroupID}, Scopes: auth.FilesReadWrite}
	bob   = &auth.Principal{UserID: "bob", ApplicationID: "browser", Groups: []models.ID{ExampleGroupID}, Scopes: auth.FilesReadWrite}
	// crawler may not name anyone, importer may.
	crawler  = &auth.Principal{ApplicationID: "crawler", Groups: []models.ID{ExampleGroupID}, Scopes: auth.FilesReadWrite}
	importer = &auth.Principal{ApplicationID: "importer", Scopes: auth.FilesReadWriteAll}
)

// recordAs records an access and an edit by a caller, with the same actor.
func recordAs(t *testing.T, s *Store, p *auth.Principal, actor *models.IdentitySet) {
	t.Helper()
	if _, err := s.CreateItemActivity(fixture.As(t, p), exampleKey, models.ItemActivity{Access: models.NewAccessAction(), Actor: actor}); err != nil {
		t.Fatal(err)
	}
	edit := models.DriveActivity{Action: &models.ItemActionSet{Edit: &models.EditAction{}}, Actor: actor}
	if _, err := s.CreateDriveActivity(fixture.As(t, p), ExampleFileID, edit); err != nil {
		t.Fatal(err)
	}
}

func wantVerified(t *testing.T, path string) {
	t.Helper()
	if found := verified(t, path); found.Different > 0 {
		t.Errorf("%d differences:\n%s", found.Different, strings.Join(found.Differences, "\n"))
	}
}

// withClaimedExample opens a database with the example group. Its claim is its id.
func withClaimedExample(t *testing.T, path string) *Store {
	t.Helper()
	s := reopen(t, path, nil)
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	update := models.GroupUpdate{Claim: graphql.OmittableOf(new(ExampleGroupID))}
	if _, err := s.UpdateGroup(fixture.Local(t), ExampleGroupID, update); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestOneContentHasARowForEachActor requires that an identity set is stored once for each actor
// that is counted for it.
func TestOneContentHasARowForEachActor(t *testing.T) {
	path := filepath.Join(t.TempDir(), "itemactivity.db")
	s := withClaimedExample(t, path)
	callers := []*auth.Principal{importer, alice, bob, crawler}
	for round := range 3 {
		for i := range callers {
			// The order differs, because the first caller fills the caches.
			recordAs(t, s, callers[(i+round)%len(callers)], fixture.DeviceSet("pc1"))
		}
		recordAs(t, s, bob, &models.IdentitySet{})
		wantVerified(t, path)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = reopen(t, path, nil)
	}
	var rows int
	if err := s.database.Reads().Raw("SELECT count(*) FROM identity_sets WHERE content = ?", `{"device":{"id":"pc1"}}`).Scan(&rows).Error; err != nil {
		t.Fatal(err)
	}
	if rows != len(callers) {
		t.Errorf("the content has %d rows for %d actors", rows, len(callers))
	}
	for _, damage := range []string{
		"UPDATE identity_sets SET actor_num = (SELECT num FROM actors WHERE value = 'bob') WHERE actor_num = (SELECT num FROM actors WHERE value = 'alice')",
		`UPDATE identity_sets SET content = '{"device":{"id":"pc2"}}' WHERE content = '{"device":{"id":"pc1"}}'`,
	} {
		if err := s.database.Writes().Exec(damage).Error; err != nil {
			t.Fatal(err)
		}
		if found := verified(t, path); !strings.Contains(strings.Join(found.Differences, "\n"), "does not match its content and its actor") {
			t.Errorf("after %s verify says %q", damage, found.Differences)
		}
	}
}
