package store_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/models"
)

// Cursors that the program of schema version 7 returned for lists in the order of recording.
// It served the kept database of this version. The cursor of the access "lost" is from after
// it had recorded this access too, which the kept database does not contain.
const (
	oldCursor  = "T9cDuMIj8NGAiDxmOl4BEEo2n_i758CVz6y48rvgqJMBfURTE3g"  // "seven digits", of the item "file"
	lostCursor = "w7fqMRo54pnnHC_T08979DpzMvDXPNDr2rfqCp2EUOZMIdAE-YZS" // "lost", of the group "team"
)

// The filters of the lists of the cursors.
var (
	ofFile = models.ItemActivityFilter{DriveItemID: new(models.ID("file"))}
	ofTeam = models.ItemActivityFilter{GroupID: new(models.ID("team"))}
)

// TestUpgradedCursors: a cursor from before the upgrade stays valid, because the upgrade does
// not change the order of recording. It is rejected if the database does not contain its
// access, as after the upgrade of a backup from an earlier time, and after the restore of a
// backup that was made after the upgrade.
func TestUpgradedCursors(t *testing.T) {
	path := unpack(t, upgradeFile(7))
	u := openUpgraded(t, path)
	u.wantContinued(t)
	u.wantOtherEpoch(t, ofTeam, lostCursor)
	// The seq of the lost access is assigned to another one.
	a := models.ItemActivity{ID: "new", Access: models.NewAccessAction()}
	if err := u.Mutate(callerContext(t), new(store.Attempt), func(ctx context.Context) error {
		_, err := u.CreateItemActivity(ctx, models.ActivityKey{GroupID: "team", ActivityID: "upper", StatID: models.ID("~allTime~" + upperCaseID)}, a)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	u.wantOtherEpoch(t, ofTeam, lostCursor)
	closedFile(t, u.Store, path)

	backup := filepath.Join(t.TempDir(), "backup.db")
	if _, err := store.Backup(t.Context(), store.Config{Path: path, Logger: slog.New(slog.DiscardHandler)}, backup, nil); err != nil {
		t.Fatal(err)
	}
	restored := openUpgraded(t, backup)
	restored.wantOtherEpoch(t, ofFile, oldCursor)
	again := openUpgraded(t, path)
	again.wantContinued(t)
	again.wantOtherEpoch(t, ofTeam, lostCursor)
}

// wantContinued requires that the list of the item "file" continues from oldCursor.
func (u *upgraded) wantContinued(t *testing.T) {
	t.Helper()
	c, err := u.recordedAfter(t, ofFile, oldCursor)
	if err != nil || len(c.Edges) == 0 || c.Edges[0].Node.ID != "the same in UTC" || !c.PageInfo.HasPreviousPage {
		t.Errorf("the page after the cursor of an earlier version is %+v (%v)", c, err)
	}
}

// wantOtherEpoch requires that a list rejects a cursor because it is of another epoch.
func (u *upgraded) wantOtherEpoch(t *testing.T, f models.ItemActivityFilter, cursor string) {
	t.Helper()
	c, err := u.recordedAfter(t, f, cursor)
	rejection, ok := errors.AsType[*models.Error](err)
	if !ok || rejection.Code != models.BadUserInput || rejection.Argument != "after" || !strings.Contains(rejection.Message, "restored or rebuilt") {
		t.Errorf("the page after a cursor of another epoch is %+v (%v)", c, err)
	}
}

// recordedAfter reads a list in the order of recording after a cursor.
func (u *upgraded) recordedAfter(t *testing.T, f models.ItemActivityFilter, cursor string) (c *models.ItemActivityConnection, err error) {
	t.Helper()
	if failed := u.View(callerContext(t), func(ctx context.Context) error {
		c, err = u.FilteredActivities(ctx, f, new(models.EarliestRecordedFirst), models.PageArgs{After: &cursor})
		return nil
	}); failed != nil {
		t.Fatal(failed)
	}
	return c, err
}
