package storetest

import (
	"testing"

	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// testBulkRowsAreIndependent: the rows of a bulk have different items, groups and ids. Some
// of them do not exist, are deleted or are in use. Each row has the result that a separate
// request would have.
func testBulkRowsAreIndependent(t *testing.T, db Database) {
	s := db.openExample(t)
	const deleted models.ID = "deleted"
	if _, err := s.CreateDriveItem(fixture.Local(t), store.ExampleDriveID, models.DriveItem{ID: deleted, Name: "Deleted", File: &models.File{}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CreateDriveActivity(fixture.Local(t), deleted, models.DriveActivity{ID: "creation", Action: &models.ItemActionSet{Create: &models.CreateAction{}}}); err != nil {
		t.Fatal(err)
	}
	gone := models.ActivityKey{GroupID: store.ExampleGroupID, ActivityID: "creation", StatID: models.AllTimeWindow().ID(deleted)}
	for _, key := range []models.ActivityKey{exampleKey, gone} { // adds both to the cache
		if _, err := s.CreateItemActivity(fixture.Local(t), key, fixture.Access("", "ann", 700_000)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.DeleteDriveItem(fixture.Local(t), deleted); err != nil {
		t.Fatal(err)
	}
	const canonical models.ID = "01890a5d-ac96-774b-bcce-b302099a8057"
	for _, id := range []models.ID{"earlier", canonical} {
		if _, err := s.CreateItemActivity(fixture.Local(t), exampleKey, fixture.Access(id, "ann", 700_000)); err != nil {
			t.Fatal(err)
		}
	}
	unknown, nowhere := exampleKey, exampleKey
	unknown.ActivityID, nowhere.GroupID = "unknown", "nowhere"
	today := models.ItemActivity{Access: models.NewAccessAction()}
	rows := []struct {
		key   models.ActivityKey
		input models.ItemActivity
		want  models.Code
	}{
		{exampleKey, fixture.Access("first", "ann", 700_000), ""},
		{exampleKey, fixture.Access("first", "ann", 700_000), ""},
		{exampleKey, fixture.Access("first", "bob", 700_000), models.Conflict},
		{exampleKey, fixture.Access("earlier", "ann", 700_000), ""},
		{exampleKey, fixture.Access("earlier", "bob", 700_000), models.Conflict},
		{exampleKey, fixture.Access("creation", "ann", 700_000), models.Conflict},
		{exampleKey, fixture.Access(canonical, "ann", 700_000), ""},
		{exampleKey, fixture.Access(canonical, "bob", 700_000), models.Conflict},
		{gone, today, models.BadUserInput},
		{gone, fixture.Access("", "ann", 700_000), ""},
		{unknown, today, models.NotFound},
		{nowhere, today, models.NotFound},
		{exampleKey, fixture.Access("once", "ann", 700_000), ""},
		{exampleKey, fixture.Access("once", "ann", 700_000), ""},
		{exampleKey, fixture.Access("once", "bob", 700_000), models.Conflict},
		{gone, today, models.BadUserInput},
		{exampleKey, today, ""},
	}
	var inputs []*models.CreateItemActivityInput
	for _, row := range rows {
		inputs = append(inputs, &models.CreateItemActivityInput{ActivityKey: row.key, Input: row.input})
	}
	results, err := s.CreateItemActivities(fixture.Local(t), inputs, false)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		var got models.Code
		if results[i].Error != nil {
			got = results[i].Error.Code
		}
		if got != row.want || (got == "") != (results[i].Activity != nil) {
			t.Errorf("the result of row %d is %q, want %q", i, got, row.want)
		}
	}
}
