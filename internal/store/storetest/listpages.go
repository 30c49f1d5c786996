package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
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
			p.ids, p.cursors = append(p.ids, id(e.Node)), append(p.cursors, e.Cursor())
		}
		n, err := c.TotalCount(ctx)
		if err == nil && n == nil {
			err = errors.New("totalCount is missing")
		}
		if err != nil {
			return page{}, err
		}
		p.info, p.total = *c.PageInfo, *n
		return p, nil
	}
}

// listLength is the number of objects in each list of listsOf.
const listLength = 8

// createLists fills the lists of the group that createObjects has created. Some of the
// values that the lists are ordered by are equal.
func createLists(t *testing.T, s *store.Store) {
	t.Helper()
	createObjects(t, s)
	must := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(s.CreateDriveItem(fixture.Local(t), "group-drive", models.DriveItem{ID: "folder", Name: "xA", Folder: &models.Folder{}}))
	at := func(i int) *models.DateTimeOffset {
		return new(models.Instant(models.Day(700_001 + i/3).Start()).DateTimeOffset())
	}
	for i := range listLength {
		id := func(kind string) models.ID { return models.ID(fmt.Sprint(kind, i)) }
		if i > 0 { // createObjects has created one of each
			must(s.CreateGroup(fixture.Local(t), models.Group{ID: id("group"), DisplayName: "x"}))
			must(s.AddGroupOwner(fixture.Local(t), "group", models.Member{UserID: id("owner")}))
			must(s.CreateItemActivityStat(fixture.Local(t), "item", models.ItemActivityStat{ID: id("stat"), StartDateTime: at(0), EndDateTime: at(9)}))
			must(s.CreateItemActivity(fixture.Local(t), accessKey, models.ItemActivity{
				ID: id("access"), Access: models.NewAccessAction(), ActivityDateTime: at(i), Actor: fixture.UserSet(name(false)),
			}))
			must(s.CreateDriveActivity(fixture.Local(t), "item", models.DriveActivity{
				ID: id("activity"), Action: &models.ItemActionSet{Edit: &models.EditAction{}}, Times: &models.ItemActivityTimeSet{ObservedDateTime: at(i)},
			}))
		}
		if i > 1 { // there are an item and a folder already
			must(s.CreateDriveItem(fixture.Local(t), "group-drive", models.DriveItem{ID: id("item"), Name: "an x", File: &models.File{}}))
		}
	}
	for i := range listLength {
		must(s.CreateDriveItem(fixture.Local(t), "group-drive", models.DriveItem{ID: models.ID(fmt.Sprint("child", i)), ParentID: "folder", Name: "x", File: &models.File{}}))
	}
}

// listsOf returns the lists that createLists has filled, by their names.
func listsOf(t *testing.T, s *store.Store) map[string]readPage {
	t.Helper()
	ctx, end := snapshot(s, fixture.Local(t))
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
	for name, read := range map[string]func(context.Context, models.DriveItemFilter, models.PageArgs) (*models.DriveItemConnection, error){
		"children of a folder": func(ctx context.Context, f models.DriveItemFilter, args models.PageArgs) (*models.DriveItemConnection, error) {
			return s.ChildrenOf(ctx, folder, f, args)
		},
		"children of a drive": func(ctx context.Context, f models.DriveItemFilter, args models.PageArgs) (*models.DriveItemConnection, error) {
			return s.ChildrenOfDrive(ctx, drive, f, args)
		},
	} {
		for filtered, filter := range map[string]models.DriveItemFilter{
			"": {}, ", live": {Deleted: new(false)}, ", by name": {NameContains: new("")}, ", live by name": {Deleted: new(false), NameContains: new("")},
		} {
			if filter.NameContains != nil {
				*filter.NameContains = map[string]string{"children of a folder": "X", "children of a drive": "a"}[name]
			}
			lists[name+filtered] = pageOf(itemID, func(ctx context.Context, args models.PageArgs) (*models.Connection[*models.DriveItem], error) {
				c, err := read(ctx, filter, args)
				if err != nil {
					return nil, err
				}
				return &c.Connection, nil
			})
		}
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
			return s.DriveActivities(ctx, drive, models.DriveActivityFilter{}, args)
		},
		"activities of a drive since": func(ctx context.Context, args models.PageArgs) (*models.DriveActivityConnection, error) {
			from := models.Instant(models.Day(700_001).Start()).DateTimeOffset()
			return s.DriveActivities(ctx, drive, models.DriveActivityFilter{ObservedDateTime: &models.DateTimeRange{From: &from}}, args)
		},
		"activities of an item": func(ctx context.Context, args models.PageArgs) (*models.DriveActivityConnection, error) {
			return s.DriveActivitiesOf(ctx, item, nil, args)
		},
		"activities of an item since": func(ctx context.Context, args models.PageArgs) (*models.DriveActivityConnection, error) {
			from := models.Instant(models.Day(700_001).Start()).DateTimeOffset()
			return s.DriveActivitiesOf(ctx, item, &models.DateTimeRange{From: &from}, args)
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
		"item": {DriveItemID: &item.ID}, "group": {GroupID: &group.ID}, "stat": {StatID: &stat.ID}, "actor": {Actor: fixture.UserSet("name false")},
	} {
		for order := models.LatestActivityFirst; order <= models.EarliestRecordedFirst; order++ {
			if order.ByRecorded() && (name == "stat" || name == "actor") {
				continue // these lists do not have this order
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
