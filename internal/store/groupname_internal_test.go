package store

import (
	"context"
	"errors"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// recordIn returns a function that records an access to a file of a new group, for any caller.
func recordIn(t *testing.T, s *Store) func(*auth.Principal) error {
	t.Helper()
	group, err := s.CreateGroup(fixture.Local(t), models.Group{ID: "g", DriveID: "d", DisplayName: "G"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.CreateDriveItem(fixture.Local(t), "d", models.DriveItem{ID: "i", Name: "i", File: &models.File{}}); err != nil {
		t.Fatal(err)
	}
	created := &models.ItemActionSet{Create: &models.CreateAction{}}
	if _, err := s.CreateDriveActivity(fixture.Local(t), "i", models.DriveActivity{ID: "a", Action: created}); err != nil {
		t.Fatal(err)
	}
	key := models.ActivityKey{GroupID: group.ID, ActivityID: "a", StatID: "~allTime~i"}
	return func(caller *auth.Principal) error {
		t.Helper()
		_, err := s.CreateItemActivity(auth.WithPrincipal(t.Context(), caller), key, models.ItemActivity{Access: models.NewAccessAction()})
		return err
	}
}

// TestKnownNamesCostNoStatement requires that the second recording by a user in a group
// executes no statement for the name.
func TestKnownNamesCostNoStatement(t *testing.T) {
	s := open(t, nil)
	record := recordIn(t, s)
	if err := s.database.Writes().Exec("DROP TABLE group_names").Error; err != nil {
		t.Fatal(err)
	}
	if err := record(auth.Local()); err != nil {
		t.Errorf("a statement is executed for a cached name: %v", err)
	}
	if err := record(&auth.Principal{ApplicationID: "bot", Scopes: auth.FilesReadWriteAll}); err != nil {
		t.Errorf("an application has a name in a group: %v", err)
	}
	if err := record(&auth.Principal{UserID: "ada", Unlimited: true}); err == nil {
		t.Error("no statement is executed for a new name, so nothing was tested")
	}
}

// TestNamesAreKnownOnceTheyAreStored requires that names are not cached if their mutation is
// rolled back.
func TestNamesAreKnownOnceTheyAreStored(t *testing.T) {
	s := open(t, nil)
	rejected := errors.New("rejected")
	act := func(ctx context.Context, result error) error {
		return s.writer.Do(ctx, func(txn *write.Tx) error {
			txn.Acted(1)
			return result
		})
	}
	row := write.GroupNameRow{GroupNum: 1, UserID: auth.LocalUserID}
	wantStored := func(want int64) {
		t.Helper()
		var n int64
		if err := s.database.Writes().Model(&row).Where(&row).Count(&n).Error; err != nil || n != want {
			t.Errorf("%d names are stored, want %d (%v)", n, want, err)
		}
	}
	if err := act(fixture.Local(t), rejected); !errors.Is(err, rejected) {
		t.Fatal(err)
	}
	wantStored(0)
	// If the rejected mutation had cached the name, this one would not store it.
	for range 2 {
		if err := act(fixture.Local(t), nil); err != nil {
			t.Fatal(err)
		}
		wantStored(1)
	}
	if err := s.database.Writes().Where(&row).Delete(&row).Error; err != nil {
		t.Fatal(err)
	}
	if err := act(fixture.Local(t), nil); err != nil {
		t.Fatal(err)
	}
	wantStored(0) // It is known.
}
