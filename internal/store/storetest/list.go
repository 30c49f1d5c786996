package storetest

import (
	"context"
	"maps"
	"slices"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// testLists reads every list forwards and backwards, in pages of all sizes. The pages
// together must be the list, and totalCount must be its length.
func testLists(t *testing.T, db Database) {
	s := db.open(t, nil)
	createLists(t, s)
	ctx := reading(t, s, fixture.Local(t))
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
				args.After = p.info.EndCursor()
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
				args.Before = p.info.StartCursor()
			}
			if !slices.Equal(forwards, whole.ids) || !slices.Equal(backwards, whole.ids) {
				t.Errorf("%s in pages of %d: %q forwards and %q backwards, want %q", name, size, forwards, backwards, whole.ids)
			}
		}
		between, err := read(ctx, models.PageArgs{After: &whole.cursors[1], Before: &whole.cursors[listLength-2]})
		if err != nil || !slices.Equal(between.ids, whole.ids[2:listLength-2]) {
			t.Errorf("%s between two cursors: %+v (%v)", name, between, err)
		}
	}
}

// testCursors: a cursor is valid for its own list, also after a restart. Other lists reject
// it.
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
	ctx := reading(t, s, fixture.Local(t))
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
			t.Errorf("%s before a string that is not a cursor: %v", name, err)
		}
	}
}
