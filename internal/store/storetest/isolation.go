package storetest

import (
	"context"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// outsider is a user with all scopes who belongs to no group.
var outsider = &auth.Principal{UserID: "outsider", Scopes: auth.FilesReadWrite}

// testIsolation: a caller who does not belong to a group cannot see that its objects exist.
func testIsolation(t *testing.T, db Database) {
	s := db.open(t, nil)
	createObjects(t, s)
	ctx := reading(t, s, fixture.As(t, outsider))
	for _, o := range objects {
		for _, read := range []func(context.Context, *store.Store, models.ID) (models.Node, error){
			o.read, func(ctx context.Context, s *store.Store, id models.ID) (models.Node, error) { return s.Node(ctx, id) },
		} {
			if n, err := read(ctx, s, models.ID(o.kind)); n != nil || err != nil {
				t.Errorf("%s: %v (%v)", o.kind, n, err)
			}
		}
		// A creation in the group fails, because the caller cannot see the object to create
		// it in.
		if o.kind != "group" {
			_, err := o.create(fixture.As(t, outsider), s, "new", false)
			fixture.WantCode(t, err, models.NotFound)
		}
	}
	for _, id := range []models.ID{"~allTime~item", "~lastSevenDays~item", models.AnalyticsID("item"), "group-drive"} {
		if n, err := s.Node(ctx, id); n != nil || err != nil {
			t.Errorf("%s: %v (%v)", id, n, err)
		}
	}
	if n := groupCount(t, s, ctx); n != 0 {
		t.Errorf("%d groups are listed", n)
	}
	for name, change := range map[string]func(context.Context) error{
		"addGroupMember": func(ctx context.Context) error {
			_, err := s.AddGroupMember(ctx, "group", models.Member{UserID: "outsider"})
			return err
		},
		"removeGroupMember": func(ctx context.Context) error {
			_, err := s.RemoveGroupMember(ctx, "group", models.Member{UserID: auth.LocalUserID})
			return err
		},
		"renameDriveItem":  func(ctx context.Context) error { _, err := s.RenameDriveItem(ctx, "item", "x"); return err },
		"moveDriveItem":    func(ctx context.Context) error { _, err := s.MoveDriveItem(ctx, "item", "", nil); return err },
		"restoreDriveItem": func(ctx context.Context) error { _, err := s.RestoreDriveItem(ctx, "item"); return err },
		"deleteDriveItem":  func(ctx context.Context) error { _, err := s.DeleteDriveItem(ctx, "item"); return err },
	} {
		if err := change(fixture.As(t, outsider)); codeOf(err) != models.NotFound {
			t.Errorf("the error of %s is %v", name, err)
		}
	}
}

// testFilteredActivitiesOfOthers: a filter by an invisible object has the same result as a
// filter by an object that does not exist. The list is empty.
func testFilteredActivitiesOfOthers(t *testing.T, db Database) {
	s := db.open(t, nil)
	createObjects(t, s)
	for caller, want := range map[*auth.Principal]int{auth.Local(): 1, outsider: 0} {
		ctx := reading(t, s, fixture.As(t, caller))
		for name, filter := range map[string]models.ItemActivityFilter{
			"driveItemId": {DriveItemID: new(models.ID("item"))},
			"groupId":     {GroupID: new(models.ID("group"))},
			"statId":      {StatID: new(models.ID("stat"))},
			"actor":       {Actor: fixture.UserSet(name(false))},
		} {
			for _, order := range []*models.ItemActivityOrder{nil, new(models.EarliestActivityFirst)} {
				n := 0
				c, err := s.FilteredActivities(ctx, filter, order, models.PageArgs{})
				if c != nil {
					n = len(c.Edges)
				}
				if err != nil || n != want {
					t.Errorf("%s: %d accesses are listed for %s, want %d (%v)", name, n, caller.UserID, want, err)
				}
			}
		}
	}
}
