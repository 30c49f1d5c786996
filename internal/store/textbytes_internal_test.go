package store

import (
	"context"
	"fmt"
	"strconv"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// The actions of longActivities are as long as an action can be. The limit of one snapshot,
// 24 MiB, is 1536 of them: more than 15 pages of 101 rows, and less than 16 pages of 100.
const (
	longItems      = 16
	pagesWithin    = 15
	rowsOfLongItem = models.MaxPageSize
)

// openLongActivities opens a store with the example, and with files in the example's folder that
// have long activities.
func openLongActivities(t *testing.T) *Store {
	t.Helper()
	s := open(t, nil)
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i := range longItems {
		file := models.DriveItem{ID: models.ID(fmt.Sprintf("long-%d", i)), ParentID: ExampleFolderID, Name: strconv.Itoa(i), File: &models.File{}}
		if _, err := s.CreateDriveItem(fixture.Local(t), ExampleDriveID, file); err != nil {
			t.Fatal(err)
		}
	}
	exec(t, s, fmt.Sprintf(`
		WITH RECURSIVE counter (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counter WHERE n + 1 < %d)
		INSERT INTO drive_activities (id, group_num, item_num, action, ticks, form, actor_num, recorded_date_time, recorded_by_num)
		SELECT printf('%%s-%%d', item.id, n), item.group_num, item.num,
			json_object('rename', json_object('oldName', printf('%%.*c', %d, 'x'))),
			ticks, form, actor_num, example.recorded_date_time, example.recorded_by_num
		FROM drive_items AS item CROSS JOIN counter CROSS JOIN drive_activities AS example
		WHERE item.id LIKE 'long-%%' AND example.id = '%s'`,
		rowsOfLongItem, models.MaxActionBytes-100, ExampleActivityID))
	exec(t, s, `INSERT INTO ids (id, kind, num, content)
		SELECT activity.id, example.kind, activity.num, x''
		FROM drive_activities AS activity JOIN ids AS example ON example.id = '`+string(ExampleActivityID)+`'
		WHERE activity.id LIKE 'long-%'`)
	return s
}

// wantPagesWithin requires that as many pages as fit into the limit are read in one snapshot, and
// that the next one is QUERY_TOO_COMPLEX. The function read returns the number of objects.
func wantPagesWithin(t *testing.T, read func(page int) (int, error)) {
	t.Helper()
	for page := range pagesWithin {
		if n, err := read(page); err != nil || n != models.MaxPageSize {
			t.Fatalf("page %d has %d objects (%v), want %d", page, n, err, models.MaxPageSize)
		}
	}
	_, err := read(pagesWithin)
	fixture.WantCode(t, err, models.QueryTooComplex)
}

// TestLongTextsOfOneSnapshot: the size of the long strings that are read from one snapshot is
// limited, whichever way they are read.
func TestLongTextsOfOneSnapshot(t *testing.T) {
	s := openLongActivities(t)
	t.Run("pages of one parent", func(t *testing.T) {
		ctx := reading(t, s, fixture.Local(t))
		drive, err := s.Drive(ctx, ExampleDriveID)
		if err != nil {
			t.Fatal(err)
		}
		args := models.PageArgs{First: new(models.MaxPageSize)}
		wantPagesWithin(t, func(int) (int, error) {
			c, err := s.DriveActivities(ctx, drive, models.DriveActivityFilter{}, args)
			if err != nil {
				return 0, err
			}
			args.After = c.PageInfo.EndCursor()
			return len(c.Edges), nil
		})
	})
	t.Run("several parents", func(t *testing.T) {
		pageOfEach := func(size int) (*models.DriveActivityConnection, error) {
			ctx := reading(t, s, fixture.Local(t))
			folder, err := s.DriveItem(ctx, ExampleFolderID)
			if err != nil {
				t.Fatal(err)
			}
			files, err := s.ChildrenOf(ctx, folder, models.DriveItemFilter{}, models.PageArgs{})
			if err != nil || len(files.Edges) != 1+longItems {
				t.Fatal(files, err)
			}
			return s.DriveActivitiesOf(ctx, files.Edges[longItems].Node, nil, models.PageArgs{First: &size})
		}
		const within = 90 // 16 times 91 is less than 1536
		if c, err := pageOfEach(within); err != nil || len(c.Edges) != within {
			t.Fatal(c, err)
		}
		_, err := pageOfEach(models.MaxPageSize)
		fixture.WantCode(t, err, models.QueryTooComplex)
	})
	t.Run("objects by id", func(t *testing.T) {
		ctx := reading(t, s, fixture.Local(t))
		wantPagesWithin(t, func(page int) (int, error) { return nodesOfLongItem(ctx, s, page) })
	})
}

// nodesOfLongItem reads the activities of an item by their ids, and returns how many were found.
func nodesOfLongItem(ctx context.Context, s *Store, item int) (found int, err error) {
	ids := make([]models.ID, rowsOfLongItem)
	for i := range ids {
		ids[i] = models.ID(fmt.Sprintf("long-%d-%d", item, i))
	}
	nodes, err := s.Nodes(ctx, ids)
	for _, n := range nodes {
		if n != nil {
			found++
		}
	}
	return found, err
}
