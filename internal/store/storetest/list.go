package storetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/models"
)

// page is a page of any list.
type page struct {
	ids     []models.ID
	cursors []string
	info    models.PageInfo
	total   int
}

type readPage func(context.Context, models.PageArgs) (page, error)

// pageOf reads a page of a list of a kind of object.
func pageOf[T any](id func(T) models.ID, read func(context.Context, models.PageArgs) (*models.Connection[T], error)) readPage {
	return func(ctx context.Context, args models.PageArgs) (p page, err error) {
		c, err := read(ctx, args)
		if err != nil {
			return page{}, err
		}
		for _, e := range c.Edges {
			p.ids, p.cursors = append(p.ids, id(e.Node)), append(p.cursors, e.Cursor)
		}
		n, err := c.TotalCount(ctx)
		if err == nil && n == nil {
			err = errors.New("no totalCount")
		}
		if err != nil {
			return page{}, err
		}
		p.info, p.total = *c.PageInfo, *n
		return p, nil
	}
}

// listLength is how many objects each list of listsOf has.
const listLength = 8

// createLists fills the lists of the group that createObjects has created. Some of what
// they are ordered by is equal.
func createLists(t *testing.T, s *store.Store) {
	t.Helper()
	createObjects(t, s)
	must := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(s.CreateDriveItem(local(t), "group-drive", models.DriveItem{ID: "folder", Name: "x", Folder: &models.Folder{}}))
	at := func(i int) *models.DateTimeOffset {
		return new(models.Instant(models.Day(700_001 + i/3).Start()).DateTimeOffset())
	}
	for i := range listLength {
		id := func(kind string) models.ID { return models.ID(fmt.Sprint(kind, i)) }
		if i > 0 { // there is one of each
			must(s.CreateGroup(local(t), models.Group{ID: id("group"), DisplayName: "x"}))
			must(s.AddGroupOwner(local(t), "group", models.Member{UserID: id("owner")}))
			must(s.CreateItemActivityStat(local(t), "item", models.ItemActivityStat{ID: id("stat"), StartDateTime: at(0), EndDateTime: at(9)}))
			must(s.CreateItemActivity(local(t), accessKey, models.ItemActivity{
				ID: id("access"), Access: models.NewAccessAction(), ActivityDateTime: at(i), Actor: userSet(name(false)),
			}))
			must(s.CreateDriveActivity(local(t), "item", models.DriveActivity{
				ID: id("activity"), Action: &models.ItemActionSet{Edit: &models.EditAction{}}, Times: &models.ItemActivityTimeSet{ObservedDateTime: at(i)},
			}))
		}
		if i > 1 { // and an item and a folder
			must(s.CreateDriveItem(local(t), "group-drive", models.DriveItem{ID: id("item"), Name: "x", File: &models.File{}}))
		}
	}
	for i := range listLength {
		must(s.CreateDriveItem(local(t), "group-drive", models.DriveItem{ID: models.ID(fmt.Sprint("child", i)), ParentID: "folder", Name: "x", File: &models.File{}}))
	}
}

// listsOf returns the lists that createLists has filled, by their names.
func listsOf(t *testing.T, s *store.Store) map[string]readPage {
	t.Helper()
	ctx, end := snapshot(s, local(t))
	defer end()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	group, err := s.Group(ctx, "group")
	must(err)
	drive, err := s.Drive(ctx, "group-drive")
	must(err)
	item, err := s.DriveItem(ctx, "item")
	must(err)
	folder, err := s.DriveItem(ctx, "folder")
	must(err)
	me, err := s.Me(ctx)
	must(err)
	stat, err := s.ItemActivityStat(ctx, "~allTime~item")
	must(err)
	groupID := func(g *models.Group) models.ID { return g.ID }
	memberID := func(m *models.GroupMember) models.ID { return m.User.UserID }
	itemID := func(i *models.DriveItem) models.ID { return i.ID }
	activityID := func(a *models.DriveActivity) models.ID { return a.ID }
	accessID := func(a *models.ItemActivity) models.ID { return a.ID }
	lists := map[string]readPage{
		"groups": pageOf(groupID, func(ctx context.Context, args models.PageArgs) (*models.Connection[*models.Group], error) {
			c, err := s.Groups(ctx, args)
			return groupsOf(c), err
		}),
		"joinedGroups": pageOf(groupID, func(ctx context.Context, args models.PageArgs) (*models.Connection[*models.Group], error) {
			c, err := s.JoinedGroups(ctx, me, args)
			return groupsOf(c), err
		}),
		"children": pageOf(itemID, func(ctx context.Context, args models.PageArgs) (*models.Connection[*models.DriveItem], error) {
			c, err := s.ChildrenOf(ctx, folder, args)
			if err != nil {
				return nil, err
			}
			return &c.Connection, nil
		}),
		"stats": pageOf(func(s *models.ItemActivityStat) models.ID { return s.ID }, func(ctx context.Context, args models.PageArgs) (*models.Connection[*models.ItemActivityStat], error) {
			c, err := s.ItemActivityStats(ctx, item, args)
			if err != nil {
				return nil, err
			}
			return &c.Connection, nil
		}),
		"accesses of a stat": pageOf(accessID, func(ctx context.Context, args models.PageArgs) (*models.Connection[*models.ItemActivity], error) {
			c, err := s.ItemActivities(ctx, stat, args)
			return accessesIn(c), err
		}),
	}
	for name, read := range map[string]func(context.Context, *models.Group, models.PageArgs) (*models.GroupMemberConnection, error){
		"members": s.GroupMembers, "owners": s.GroupOwners,
	} {
		lists[name] = pageOf(memberID, func(ctx context.Context, args models.PageArgs) (*models.Connection[*models.GroupMember], error) {
			c, err := read(ctx, group, args)
			if err != nil {
				return nil, err
			}
			return &c.Connection, nil
		})
	}
	for name, read := range map[string]func(context.Context, models.PageArgs) (*models.DriveActivityConnection, error){
		"activities of a drive": func(ctx context.Context, args models.PageArgs) (*models.DriveActivityConnection, error) {
			return s.DriveActivities(ctx, drive, args)
		},
		"activities of an item": func(ctx context.Context, args models.PageArgs) (*models.DriveActivityConnection, error) {
			return s.DriveActivitiesOf(ctx, item, args)
		},
	} {
		lists[name] = pageOf(activityID, func(ctx context.Context, args models.PageArgs) (*models.Connection[*models.DriveActivity], error) {
			c, err := read(ctx, args)
			if err != nil {
				return nil, err
			}
			return &c.Connection, nil
		})
	}
	for name, filter := range map[string]models.ItemActivityFilter{
		"item": {DriveItemID: &item.ID}, "group": {GroupID: &group.ID}, "stat": {StatID: &stat.ID}, "actor": {Actor: userSet("name false")},
	} {
		for order := models.LatestActivityFirst; order <= models.EarliestRecordedFirst; order++ {
			if order.ByRecorded() && (name == "stat" || name == "actor") {
				continue // these have no such order
			}
			lists[fmt.Sprintf("accesses of %s in order %d", name, order)] = pageOf(accessID, func(ctx context.Context, args models.PageArgs) (*models.Connection[*models.ItemActivity], error) {
				c, err := s.FilteredActivities(ctx, filter, &order, args)
				return accessesIn(c), err
			})
		}
	}
	return lists
}

func groupsOf(c *models.GroupConnection) *models.Connection[*models.Group] {
	if c == nil {
		return nil
	}
	return &c.Connection
}

func accessesIn(c *models.ItemActivityConnection) *models.Connection[*models.ItemActivity] {
	if c == nil {
		return nil
	}
	return &c.Connection
}

// testLists reads every list forwards and backwards, in pages of each size. The pages
// together are the list, and totalCount is its length.
func testLists(t *testing.T, db Database) {
	s := db.open(t, nil)
	createLists(t, s)
	ctx := reading(t, s, local(t))
	for name, read := range listsOf(t, s) {
		whole, err := read(ctx, models.PageArgs{})
		if err != nil || len(whole.ids) != listLength || whole.total != listLength || whole.info.HasNextPage || whole.info.HasPreviousPage {
			t.Errorf("%s: %+v (%v)", name, whole, err)
			continue
		}
		for size := 1; size <= listLength; size++ {
			var forwards, backwards []models.ID
			for args := (models.PageArgs{First: &size}); ; {
				p, err := read(ctx, args)
				if err != nil {
					t.Fatal(name, err)
				}
				if p.total != listLength || p.info.HasPreviousPage != (args.After != nil) {
					t.Errorf("%s after %d: %+v", name, len(forwards), p)
				}
				if forwards = append(forwards, p.ids...); !p.info.HasNextPage {
					break
				}
				args.After = p.info.EndCursor
			}
			for args := (models.PageArgs{Last: &size}); ; {
				p, err := read(ctx, args)
				if err != nil {
					t.Fatal(name, err)
				}
				if p.total != listLength || p.info.HasNextPage != (args.Before != nil) {
					t.Errorf("%s before %d: %+v", name, len(backwards), p)
				}
				if backwards = append(p.ids, backwards...); !p.info.HasPreviousPage {
					break
				}
				args.Before = p.info.StartCursor
			}
			if !slices.Equal(forwards, whole.ids) || !slices.Equal(backwards, whole.ids) {
				t.Errorf("%s in pages of %d: %q forwards and %q backwards, not %q", name, size, forwards, backwards, whole.ids)
			}
		}
		between, err := read(ctx, models.PageArgs{After: &whole.cursors[1], Before: &whole.cursors[listLength-2]})
		if err != nil || !slices.Equal(between.ids, whole.ids[2:listLength-2]) {
			t.Errorf("%s between two cursors: %+v (%v)", name, between, err)
		}
	}
}

// testCursors: a cursor is good for its own list, after a restart as well. Other lists
// refuse it.
func testCursors(t *testing.T, db Database) {
	s := db.open(t, nil)
	createLists(t, s)
	cursors := map[string]string{}
	rest := map[string][]models.ID{}
	for name, read := range listsOf(t, s) {
		view(t, s, auth.Local(), func(ctx context.Context) {
			p, err := read(ctx, models.PageArgs{})
			if err != nil {
				t.Fatal(name, err)
			}
			cursors[name], rest[name] = p.cursors[2], p.ids[3:]
		})
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = db.open(t, nil)
	ctx := reading(t, s, local(t))
	lists := listsOf(t, s)
	for name, read := range lists {
		for of, cursor := range maps.All(cursors) {
			p, err := read(ctx, models.PageArgs{After: &cursor})
			if of == name {
				if err != nil || !slices.Equal(p.ids, rest[name]) {
					t.Errorf("%s after its cursor: %+v (%v)", name, p, err)
				}
			} else if codeOf(err) != models.BadUserInput {
				t.Errorf("%s after a cursor of %s: %v", name, of, err)
			}
		}
		_, err := read(ctx, models.PageArgs{Before: new("no cursor")})
		if codeOf(err) != models.BadUserInput {
			t.Errorf("%s before no cursor: %v", name, err)
		}
	}
}
