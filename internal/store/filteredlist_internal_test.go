package store

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/drive"
	"github.com/itemactivity/itemactivity/models"
)

// usedIndex matches the index of a step of a query plan that reads items or drive activities.
var usedIndex = regexp.MustCompile(`(?:SCAN|SEARCH) \w+ USING (?:COVERING )?INDEX (drive_(?:items|activities)_\w+)`)

// TestFilteredListsHaveIndexes: a filtered list is read by the index that has only the rows of the
// filter. By the index of the whole list, SQLite would read all rows up to the first one that the
// filter selects.
func TestFilteredListsHaveIndexes(t *testing.T) {
	var kept []string
	s, err := Open(t.Context(), Config{Path: filepath.Join(t.TempDir(), "itemactivity.db"), Logger: slog.New(statementHandler{&kept})})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	pool, err := s.database.Reads().DB()
	if err != nil {
		t.Fatal(err)
	}
	// wantIndex wants all statements since the last call to read by an index.
	wantIndex := func(what, index string) {
		t.Helper()
		steps := 0
		for _, statement := range kept {
			for _, step := range plan(t, pool, statement) {
				if m := usedIndex.FindStringSubmatch(step); m != nil {
					if steps++; m[1] != index {
						t.Errorf("%s: %s, want %s:\n%s", what, step, index, statement)
					}
				}
			}
		}
		if kept = nil; steps == 0 {
			t.Errorf("%s: no step has an index", what)
		}
	}
	kept = nil
	for _, caller := range []*auth.Principal{auth.Local(), {UserID: "a"}} {
		for deleted, name := range map[bool]string{false: "live", true: "deleted"} {
			f := models.DriveItemFilter{Deleted: &deleted}
			readList(t, s, caller, drive.Filtered(drive.ItemsOfDrive, f), &models.Drive{Num: 1}, &models.Drive{Num: 2})
			wantIndex(name+" items", "drive_items_"+name)
			readList(t, s, caller, drive.Filtered(drive.ChildrenOfDrive, f), &models.Drive{Num: 1}, &models.Drive{Num: 2})
			wantIndex(name+" items at the top", "drive_items_"+name+"_children")
			readList(t, s, caller, drive.Filtered(drive.ChildrenOfItem, f), &models.DriveItem{Num: 1}, &models.DriveItem{Num: 2})
			wantIndex(name+" items in a folder", "drive_items_"+name+"_children")
		}
		for action := models.CommentItem; action <= models.VersionItem; action++ {
			for _, observed := range []*models.DateTimeRange{nil, {}} {
				l := drive.FilteredActivities(models.DriveActivityFilter{Action: &action, ObservedDateTime: observed})
				readList(t, s, caller, l, &models.Drive{Num: 1}, &models.Drive{Num: 2})
				wantIndex(fmt.Sprint(action, " in ", observed), "drive_activities_"+action.String())
			}
		}
	}
}
