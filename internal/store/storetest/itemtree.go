package storetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// treeItem is an item as it should be stored. The top level is the parent "".
type treeItem struct {
	id, parent      models.ID
	name            string
	folder, deleted bool
}

// itemTree has the items of a drive in the order of their creation.
type itemTree struct {
	drive models.ID
	items []*treeItem
}

func (m *itemTree) find(id models.ID) *treeItem {
	for _, i := range m.items {
		if i.id == id {
			return i
		}
	}
	return nil
}

// holds returns whether a parent can contain an item; nil is a new item.
func (m *itemTree) holds(parent models.ID, item *treeItem) bool {
	if parent == "" {
		return true
	}
	if p := m.find(parent); !p.folder || p.deleted {
		return false
	}
	for above := m.find(parent); above != nil; above = m.find(above.parent) {
		if above == item {
			return false
		}
	}
	return true
}

var treeNames = []string{"a", "A b", "HAUPTSTRASSE", "Hauptstraße", "100%", "Ärzte"}

// change makes a random change, and returns whether it should succeed.
func (m *itemTree) change(ctx context.Context, r *rapid.T, s *store.Store) (should bool, err error) {
	ids := []models.ID{""}
	for _, i := range m.items {
		ids = append(ids, i.id)
	}
	parent, name := rapid.SampledFrom(ids).Draw(r, "parent"), rapid.SampledFrom(treeNames).Draw(r, "name")
	kind := rapid.IntRange(0, 5).Draw(r, "change")
	if len(m.items) == 0 || kind == 0 {
		made := &treeItem{id: m.drive + models.ID(fmt.Sprint(" ", len(m.items))), parent: parent, name: name, folder: rapid.IntRange(0, 3).Draw(r, "folder") > 0}
		sent := models.DriveItem{ID: made.id, ParentID: parent, Name: name, File: &models.File{}}
		if made.folder {
			sent.File, sent.Folder = nil, &models.Folder{}
		}
		if should = m.holds(parent, nil); should {
			m.items = append(m.items, made)
		}
		_, err = s.CreateDriveItem(ctx, m.drive, sent)
		return should, err
	}
	item := rapid.SampledFrom(m.items).Draw(r, "item")
	switch kind {
	case 1:
		if should = !item.deleted; should {
			item.name = name
		}
		_, err = s.RenameDriveItem(ctx, item.id, name)
	case 2:
		should = item.deleted || !slices.ContainsFunc(m.items, func(i *treeItem) bool { return i.parent == item.id && !i.deleted })
		item.deleted = item.deleted || should
		_, err = s.DeleteDriveItem(ctx, item.id)
	case 3:
		should = !item.deleted || item.parent == "" || !m.find(item.parent).deleted
		item.deleted = item.deleted && !should
		_, err = s.RestoreDriveItem(ctx, item.id)
	default:
		renamed := rapid.Bool().Draw(r, "renamed")
		if should = !item.deleted && m.holds(parent, item); should {
			item.parent = parent
			if renamed {
				item.name = name
			}
		}
		var newName *string
		if renamed {
			newName = &name
		}
		_, err = s.MoveDriveItem(ctx, item.id, parent, newName)
	}
	return should, err
}

// compare compares the lists of the drive and of each item, by each filter.
func (m *itemTree) compare(ctx context.Context, r *rapid.T, s *store.Store) (listed int) {
	drive, err := s.Drive(ctx, m.drive)
	if err != nil {
		r.Fatal(err)
	}
	for _, deleted := range []*bool{nil, new(false), new(true)} {
		for _, text := range []*string{nil, new("A"), new("strasse"), new("STRASSE"), new("ä"), new("%")} {
			f := models.DriveItemFilter{Deleted: deleted, NameContains: text}
			want := func(in func(*treeItem) bool) (ids []models.ID) {
				for _, i := range m.items {
					if in(i) && (deleted == nil || *deleted == i.deleted) && (text == nil || strings.Contains(folded(i.name), folded(*text))) {
						ids = append(ids, i.id)
					}
				}
				listed += len(ids)
				return ids
			}
			c, err := s.DriveItems(ctx, drive, f, models.PageArgs{First: new(models.MaxPageSize)})
			compareItems(ctx, r, c, err, want(func(*treeItem) bool { return true }))
			c, err = s.ChildrenOfDrive(ctx, drive, f, models.PageArgs{First: new(models.MaxPageSize)})
			compareItems(ctx, r, c, err, want(func(i *treeItem) bool { return i.parent == "" }))
			for _, of := range m.items {
				item, err := s.DriveItem(ctx, of.id)
				if err != nil || item.Name != of.name || (item.DeletedDateTime != nil) != of.deleted {
					r.Fatalf("the item %+v is %+v (%v)", of, item, err)
				}
				c, err := s.ChildrenOf(ctx, item, f, models.PageArgs{First: new(models.MaxPageSize)})
				compareItems(ctx, r, c, err, want(func(i *treeItem) bool { return i.parent == of.id }))
			}
		}
	}
	return listed
}

// folded returns a name of treeNames without the differences of case.
func folded(name string) string { return strings.ReplaceAll(strings.ToLower(name), "ß", "ss") }

func compareItems(ctx context.Context, r *rapid.T, c *models.DriveItemConnection, err error, want []models.ID) {
	if err != nil {
		r.Fatal(err)
	}
	var got []models.ID
	for _, i := range c.Nodes() {
		got = append(got, i.ID)
	}
	total, err := c.TotalCount(ctx)
	if err != nil || !slices.Equal(got, want) || *total != len(want) {
		r.Fatalf("%q are listed and %v are counted, not %q (%v)", got, *total, want, err)
	}
}

// testItemTree creates, renames, moves, deletes and restores items at random. Folders never
// contain themselves, deleted folders contain only deleted items, and each list contains what its
// filter selects.
func testItemTree(t *testing.T, db Database) {
	s := db.open(t, nil)
	trees, listed, rejected := 0, 0, 0
	rapid.Check(t, func(r *rapid.T) {
		trees++
		m := &itemTree{drive: models.ID(fmt.Sprint("drive", trees))}
		if _, err := s.CreateGroup(fixture.Local(t), models.Group{ID: m.drive + "-group", DriveID: m.drive, DisplayName: "x"}); err != nil {
			r.Fatal(err)
		}
		for range rapid.IntRange(1, 25).Draw(r, "changes") {
			should, err := m.change(fixture.Local(t), r, s)
			if should && err != nil || !should && codeOf(err) != models.Conflict {
				r.Fatalf("it should succeed: %v, and returns %v", should, err)
			}
			if !should {
				rejected++
			}
		}
		view(t, s, auth.Local(), func(ctx context.Context) { listed += m.compare(ctx, r, s) })
	})
	if listed < 100 || rejected < 10 {
		t.Errorf("%d items were listed, and %d changes were rejected: too few", listed, rejected)
	}
	db.wantVerified(t)
}
