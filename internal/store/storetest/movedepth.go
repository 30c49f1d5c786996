package storetest

import (
	"fmt"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// testMoveDepth: a folder is not moved into a folder that is more than 1,000 levels below
// the top, as the cost of a move must be bounded. A file is, and a folder can stay where it
// is.
func testMoveDepth(t *testing.T, db Database) {
	s := db.open(t, nil)
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	create := func(id, parent models.ID, folder *models.Folder) {
		t.Helper()
		item := models.DriveItem{ID: id, ParentID: parent, Name: "x", Folder: folder}
		if folder == nil {
			item.File = &models.File{}
		}
		if _, err := s.CreateDriveItem(fixture.Local(t), "example-drive", item); err != nil {
			t.Fatal(err)
		}
	}
	level := func(n int) models.ID { return models.ID(fmt.Sprint("level ", n)) }
	create("folder", "", &models.Folder{})
	create("file", "", nil)
	create(level(1), "", &models.Folder{})
	for n := 2; n <= 1002; n++ {
		create(level(n), level(n-1), &models.Folder{})
	}
	_, err := s.MoveDriveItem(fixture.Local(t), "folder", level(1001), nil)
	fixture.WantCode(t, err, models.Conflict)
	_, err = s.MoveDriveItem(fixture.Local(t), level(1), level(1000), nil)
	fixture.WantCode(t, err, models.Conflict)
	for item, to := range map[models.ID]models.ID{"file": level(1001), "folder": level(1000), level(1002): level(1001)} {
		if _, err := s.MoveDriveItem(fixture.Local(t), item, to, nil); err != nil {
			t.Errorf("%s: %v", item, err)
		}
	}
}
