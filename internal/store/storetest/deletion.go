package storetest

import (
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// testDeletion: a deleted item keeps its recorded facts, and accepts only facts from before
// the deletion. A folder that contains items cannot be deleted.
func testDeletion(t *testing.T, db Database) {
	s := db.open(t, nil)
	createObjects(t, s)
	folder := models.DriveItem{ID: "folder", Name: "x", Folder: &models.Folder{}}
	if _, err := s.CreateDriveItem(fixture.Local(t), "group-drive", folder); err != nil {
		t.Fatal(err)
	}
	inside := models.DriveItem{ID: "inside", ParentID: "folder", Name: "x", File: &models.File{}}
	if _, err := s.CreateDriveItem(fixture.Local(t), "group-drive", inside); err != nil {
		t.Fatal(err)
	}
	_, err := s.DeleteDriveItem(fixture.Local(t), "folder")
	fixture.WantCode(t, err, models.Conflict)
	first, err := s.DeleteDriveItem(fixture.Local(t), "item")
	if err != nil || first.DeletedDateTime == nil {
		t.Fatal(first, err)
	}
	again, err := s.DeleteDriveItem(fixture.Local(t), "item")
	if err != nil || *again.DeletedDateTime != *first.DeletedDateTime {
		t.Errorf("the second deletion returns %+v (%v)", again, err)
	}
	_, err = s.RenameDriveItem(fixture.Local(t), "item", "y")
	fixture.WantCode(t, err, models.Conflict)
	_, err = s.CreateItemActivity(fixture.Local(t), accessKey, models.ItemActivity{Access: models.NewAccessAction()})
	fixture.WantCode(t, err, models.BadUserInput)
	if _, err := s.CreateItemActivity(fixture.Local(t), accessKey, fixture.Access("", "ann", 700_000)); err != nil {
		t.Errorf("an access from before the deletion: %v", err)
	}
	wantCounts(t, s, accessKey.StatID, 2, 2)
	for _, id := range []models.ID{"inside", "folder"} {
		if _, err := s.DeleteDriveItem(fixture.Local(t), id); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
	_, err = s.CreateDriveItem(fixture.Local(t), "group-drive", models.DriveItem{ParentID: "folder", Name: "x", File: &models.File{}})
	fixture.WantCode(t, err, models.Conflict)
}
