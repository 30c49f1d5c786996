package store_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/models"
)

// repeat sends every creation again, and requires that each returns the existing object.
func (u *upgraded) repeat(t *testing.T) {
	t.Helper()
	repeated := func(what, id, key string, create func(context.Context) (models.ID, error)) {
		t.Helper()
		attempt, got := &store.Attempt{Key: key}, models.ID("")
		err := u.Mutate(callerContext(t), attempt, func(ctx context.Context) (err error) {
			got, err = create(ctx)
			return err
		})
		if err != nil || !attempt.Replayed || id != "" && string(got) != id {
			t.Errorf("%s %q is repeated as %q (replayed: %v, %v)", what, id, got, attempt.Replayed, err)
		}
	}
	for _, f := range of(u.version, groupFacts) {
		g := models.Group{ID: models.ID(f.id), DriveID: models.ID(f.drive), DisplayName: f.name}
		if f.claim != "" {
			g.Claim = new(models.ID(f.claim))
		}
		repeated("group", f.id, "", func(ctx context.Context) (models.ID, error) { return idOf(u.CreateGroup(ctx, g)) })
	}
	for _, f := range of(u.version, itemFacts) {
		item := models.DriveItem{ID: models.ID(f.id), ParentID: models.ID(f.parent), Name: f.name}
		if f.folder {
			item.Folder = &models.Folder{}
		} else {
			item.File = &models.File{}
		}
		if f.mimeType != "" {
			item.File.MimeType = &f.mimeType
		}
		repeated("item", f.id, "", func(ctx context.Context) (models.ID, error) {
			return idOf(u.CreateDriveItem(ctx, models.ID(f.drive), item))
		})
	}
	for _, f := range of(u.version, driveActivityFacts) {
		a := models.DriveActivity{ID: models.ID(f.id), Action: f.actionSet(t), Actor: identitySet(t, f.actor)}
		if f.observed != "" {
			a.Times = &models.ItemActivityTimeSet{ObservedDateTime: dateTimeOffset(t, f.observed)}
		}
		repeated("drive activity", f.id, "", func(ctx context.Context) (models.ID, error) {
			return idOf(u.CreateDriveActivity(ctx, models.ID(f.item), a))
		})
	}
	for _, f := range of(u.version, statFacts) {
		stat := models.ItemActivityStat{ID: models.ID(f.id), StartDateTime: dateTimeOffset(t, f.start), EndDateTime: dateTimeOffset(t, f.end)}
		repeated("stat", f.id, "", func(ctx context.Context) (models.ID, error) {
			return idOf(u.CreateItemActivityStat(ctx, models.ID(f.item), stat))
		})
	}
	for _, f := range of(u.version, accessFacts()) {
		a := models.ItemActivity{ID: models.ID(f.id), Access: models.NewAccessAction(), Actor: identitySet(t, f.actor), ActivityDateTime: dateTimeOffset(t, f.sent)}
		key := models.ActivityKey{GroupID: models.ID(f.group), ActivityID: models.ID(f.activity), StatID: models.ID(f.stat)}
		repeated("access", f.id, "", func(ctx context.Context) (models.ID, error) { return idOf(u.CreateItemActivity(ctx, key, a)) })
	}
	// The transport derives the store's key from the client's key and the field.
	repeated("group", "", groupKey+"\x00createGroup", func(ctx context.Context) (models.ID, error) {
		return idOf(u.CreateGroup(ctx, models.Group{DisplayName: "Keyed"}))
	})
	repeated("access", "", accessKey+"\x00createItemActivity", func(ctx context.Context) (models.ID, error) {
		return idOf(u.CreateItemActivity(ctx, models.ActivityKey{GroupID: "team", ActivityID: "upper", StatID: "~allTime~" + upperCaseID},
			models.ItemActivity{Access: models.NewAccessAction()}))
	})
}

// idOf returns the id of the created object.
func idOf(created any, err error) (models.ID, error) {
	if err != nil {
		return "", err
	}
	switch created := created.(type) {
	case *models.Group:
		return created.ID, nil
	case *models.DriveItem:
		return created.ID, nil
	case *models.DriveActivity:
		return created.ID, nil
	case *models.ItemActivityStat:
		return created.ID, nil
	case *models.ItemActivity:
		return created.ID, nil
	}
	return "", fmt.Errorf("a %T was created", created)
}

func (f driveActivityFact) actionSet(t *testing.T) *models.ItemActionSet {
	t.Helper()
	action := new(models.ItemActionSet)
	if err := json.Unmarshal([]byte(f.action), action); err != nil {
		t.Fatal(err)
	}
	return action
}

// identitySet returns the set that was sent, or nil.
func identitySet(t *testing.T, sent string) *models.IdentitySet {
	t.Helper()
	if sent == "" {
		return nil
	}
	set := new(models.IdentitySet)
	if err := json.Unmarshal([]byte(sent), set); err != nil {
		t.Fatal(err)
	}
	return set
}

// dateTimeOffset returns the time that was sent, or nil.
func dateTimeOffset(t *testing.T, sent string) *models.DateTimeOffset {
	t.Helper()
	if sent == "" {
		return nil
	}
	d, err := models.ParseDateTimeOffset(sent)
	if err != nil {
		t.Fatal(err)
	}
	return &d
}

func asJSON(t *testing.T, value any) string {
	t.Helper()
	b, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
