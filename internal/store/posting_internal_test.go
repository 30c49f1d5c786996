package store

import (
	"slices"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/activitylog"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/itemactivity"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/posting"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// TestPostingsOfABatch requires that a statement for many scopes returns the same as a
// statement for each.
func TestPostingsOfABatch(t *testing.T) {
	s := openExample(t)
	const other, otherKey models.ID = "other", "other-key"
	if _, err := s.CreateDriveItem(fixture.Local(t), ExampleDriveID, models.DriveItem{ID: other, Name: "x", File: &models.File{}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CreateDriveActivity(fixture.Local(t), other, models.DriveActivity{ID: otherKey, Action: &models.ItemActionSet{Edit: &models.EditAction{}}}); err != nil {
		t.Fatal(err)
	}
	inputs := make([]*models.CreateItemActivityInput, 5*posting.BlockSize)
	for i := range inputs {
		inputs[i] = &models.CreateItemActivityInput{ActivityKey: exampleKey, Input: fixture.Access("", "ann", 700_000)}
		if i%3 > 0 {
			inputs[i].ActivityKey = models.ActivityKey{GroupID: ExampleGroupID, ActivityID: otherKey, StatID: models.AllTimeWindow().ID(other)}
		}
	}
	if _, err := s.CreateItemActivities(fixture.Local(t), inputs, true); err != nil {
		t.Fatal(err)
	}
	v, err := read.Begin(reading(t, s, fixture.Local(t)))
	if err != nil {
		t.Fatal(err)
	}
	var items []int64
	for _, id := range []models.ID{ExampleFileID, other} {
		item, err := object.ByID[models.DriveItem](v, object.DriveItems, id)
		if err != nil || item == nil {
			t.Fatal(item, err)
		}
		items = append(items, item.Num)
	}
	end := int64(len(inputs)) + 1
	scopes := []itemactivity.Selection{
		{Group: 1, Before: end},
		{Group: 1, Item: items[0], Before: end},
		{Group: 1, Item: items[1], Before: end},
		{Group: 1, Item: items[0], From: 200, Before: 290},
		{Group: 1, From: 127, Before: 130},
		{Group: 1, From: end, Before: end},
		{Group: 2, Before: end},
		{Group: 1, Item: 99, Before: end},
	}
	found := 0
	for _, order := range []models.ItemActivityOrder{models.LatestRecordedFirst, models.EarliestRecordedFirst} {
		l := itemactivity.AccessesOf(activitylog.Group, order)
		together, err := l.CountEach(v, scopes)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []read.PageRange{{Limit: 25}, {Limit: 100, FromEnd: true}, {Limit: 100}, {Limit: 1, After: read.Bound{Position: read.Position{Num: 250}, Named: true}}} {
			pages, err := l.Pages(v, scopes, c)
			if err != nil {
				t.Fatal(err)
			}
			for i := range scopes {
				alone, err := l.Pages(v, scopes[i:i+1], c)
				if err != nil {
					t.Fatal(err)
				}
				found += len(alone[0].Rows)
				if !slices.Equal(pages[i].Rows, alone[0].Rows) || pages[i].Info.HasNextPage != alone[0].Info.HasNextPage || pages[i].Info.HasPreviousPage != alone[0].Info.HasPreviousPage {
					t.Errorf("%+v of %+v: %d rows, and %d if read alone", c, scopes[i], len(pages[i].Rows), len(alone[0].Rows))
				}
				n, err := l.CountEach(v, scopes[i:i+1])
				if err != nil || n[0] != together[i] {
					t.Errorf("%+v: the count is %d, and %d if read alone (%v)", scopes[i], together[i], n, err)
				}
			}
		}
	}
	if found < 1000 {
		t.Errorf("only %d rows were read, so nothing was tested", found)
	}
}
