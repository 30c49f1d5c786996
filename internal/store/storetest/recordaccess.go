package storetest

import (
	"context"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// derivedKey is the key of an access that is recorded with the id of the item of
// createObjects alone.
var derivedKey = models.ActivityKey{GroupID: "group", ActivityID: "~item~item", StatID: "~allTime~item"}

// testRecordAccess: an access can be recorded with the id of the item alone. It is the
// access that its key records. The drive activity of the key is derived from the item,
// and is neither listed nor counted. A restart changes nothing.
func testRecordAccess(t *testing.T, db Database) {
	s := db.open(t, nil)
	createObjects(t, s)
	if _, err := s.CreateDriveItem(fixture.Local(t), "group-drive", models.DriveItem{ID: "other", Name: "x", File: &models.File{}}); err != nil {
		t.Fatal(err)
	}
	sent := fixture.Access("access", "ann", 700_000)
	if _, err := s.RecordAccess(fixture.Local(t), "item", sent); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		repeatRecordAccess(t, s, sent)
		wantCounts(t, s, derivedKey.StatID, 2, 2)
		view(t, s, auth.Local(), func(ctx context.Context) { wantDerivedActivity(ctx, t, s) })
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = db.open(t, nil)
	}
	_, err := s.RecordAccess(fixture.As(t, outsider), "item", sent)
	fixture.WantCode(t, err, models.NotFound)
	view(t, s, outsider, func(ctx context.Context) {
		if n, err := s.Node(ctx, derivedKey.ActivityID); n != nil || err != nil {
			t.Errorf("somebody else finds %v (%v)", n, err)
		}
	})
	db.wantVerified(t)
}

// repeatRecordAccess repeats an access to the item, with the id of the item and with its
// key. With anything else the id is a CONFLICT.
func repeatRecordAccess(t *testing.T, s *store.Store, sent models.ItemActivity) {
	t.Helper()
	for way, record := range map[string]func(context.Context) (*models.ItemActivity, error){
		"recordAccess": func(ctx context.Context) (*models.ItemActivity, error) { return s.RecordAccess(ctx, "item", sent) },
		"createItemActivity": func(ctx context.Context) (*models.ItemActivity, error) {
			return s.CreateItemActivity(ctx, derivedKey, sent)
		},
	} {
		attempt := new(store.Attempt)
		a, err := mutate(fixture.Local(t), s, attempt, record)
		if err != nil || a.ID != sent.ID || !attempt.Replayed {
			t.Errorf("%s again returns %v (%v), replayed is %v", way, a, err, attempt.Replayed)
		}
	}
	_, err := s.RecordAccess(fixture.Local(t), "other", sent)
	fixture.WantCode(t, err, models.Conflict)
	_, err = s.RecordAccess(fixture.Local(t), "item", fixture.Access(sent.ID, "bob", 700_000))
	fixture.WantCode(t, err, models.Conflict)
	_, err = s.CreateItemActivity(fixture.Local(t), accessKey, sent)
	fixture.WantCode(t, err, models.Conflict)
}

// wantDerivedActivity reads the access, the drive activity of its key, and the lists that
// do not contain this drive activity.
func wantDerivedActivity(ctx context.Context, t *testing.T, s *store.Store) {
	t.Helper()
	a, err := s.ItemActivity(ctx, "access")
	if err != nil || a == nil {
		t.Fatal(a, err)
	}
	item, err := s.ItemOf(ctx, a)
	if err != nil || item.ID != "item" {
		t.Fatal(item, err)
	}
	found, err := s.Node(ctx, derivedKey.ActivityID)
	if err != nil {
		t.Fatal(err)
	}
	ofKey, err := s.DriveActivityOf(ctx, a)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []models.Node{found, ofKey} {
		d, ok := n.(*models.DriveActivity)
		if !ok || d.ID != derivedKey.ActivityID || d.Action.Create == nil || d.Times.RecordedDateTime != item.CreatedDateTime ||
			!d.Actor.Equal(auth.Local().IdentitySet()) || !d.RecordedBy.Equal(d.Actor) {
			t.Errorf("the derived activity is %+v", n)
			continue
		}
		if of, err := s.ItemOfDriveActivity(ctx, d); err != nil || of.ID != item.ID {
			t.Errorf("its item is %v (%v)", of, err)
		}
	}
	listed, err := s.DriveActivitiesOf(ctx, item, nil, models.PageArgs{})
	if err != nil || len(listed.Edges) != 1 || listed.Edges[0].Node.ID != "drive activity" {
		t.Errorf("the activities of the item are %v (%v)", listed, err)
	}
	stat, err := s.AllTime(ctx, item)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := s.ActionCount(ctx, stat.Create()); err != nil || n != 0 {
		t.Errorf("%d creations are counted (%v)", n, err)
	}
}
