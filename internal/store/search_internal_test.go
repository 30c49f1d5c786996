package store

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// addItems stores copies of an item, the last of them with another name.
func addItems(tb testing.TB, s *Store, of models.ID, n int, name, last string) {
	tb.Helper()
	err := s.database.Writes().Exec(`
		WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < ?)
		INSERT INTO drive_items (id, group_num, parent_num, name, file, created_date_time, created_by_num, last_modified_date_time, last_modified_by_num, deleted_date_time)
		SELECT 'copy ' || item.num || ' ' || n.value, group_num, parent_num, iif(n.value = ?, ?, ?), file,
		       created_date_time, created_by_num, last_modified_date_time, last_modified_by_num, deleted_date_time
		FROM drive_items AS item, n WHERE item.num = (SELECT num FROM ids WHERE id = ?)`,
		n, n, last, name, of).Error
	if err != nil {
		tb.Fatal(err)
	}
}

// newDrive creates a group with a drive that has one file. The ids are id, id-drive and
// id-file.
func newDrive(tb testing.TB, s *Store, id models.ID) {
	tb.Helper()
	if _, err := s.CreateGroup(fixture.Local(tb), models.Group{ID: id, DriveID: id + "-drive", DisplayName: "x"}); err != nil {
		tb.Fatal(err)
	}
	if _, err := s.CreateDriveItem(fixture.Local(tb), id+"-drive", models.DriveItem{ID: id + "-file", Name: "x", File: &models.File{}}); err != nil {
		tb.Fatal(err)
	}
}

// searchOf lists the items of a drive whose name contains a text.
func searchOf(ctx context.Context, s *Store, id models.ID, f models.DriveItemFilter) (listed, total int, err error) {
	d, err := s.Drive(ctx, id)
	if err != nil {
		return 0, 0, err
	}
	c, err := s.DriveItems(ctx, d, f, models.PageArgs{First: new(models.MaxPageSize)})
	if err != nil {
		return 0, 0, err
	}
	n, err := c.TotalCount(ctx)
	if n == nil {
		return 0, 0, err
	}
	return len(c.Edges), *n, err
}

// TestSearchLimit: the searches of one snapshot read up to 10,000 names, however often the
// same search is asked for. One that would read more fails, and so does each after it.
func TestSearchLimit(t *testing.T) {
	s := open(t, nil)
	newDrive(t, s, "full")
	addItems(t, s, "full-file", models.MaxSearchedNames-1, "y", "The Last")
	newDrive(t, s, "one")
	newDrive(t, s, "many")
	if _, err := s.DeleteDriveItem(fixture.Local(t), "many-file"); err != nil {
		t.Fatal(err)
	}
	addItems(t, s, "many-file", models.MaxSearchedNames, "y", "the last")
	newDrive(t, s, "long")
	addItems(t, s, "long-file", models.MaxSearchedBytes/len(longName)+2, longName, "x")
	type search struct {
		drive  models.ID
		filter models.DriveItemFilter
		listed int
		total  int
		fails  bool
	}
	find := func(text string) models.DriveItemFilter { return models.DriveItemFilter{NameContains: &text} }
	for name, searches := range map[string][]search{
		"as many as can be":    {{drive: "full-drive", filter: find("the last"), listed: 1, total: 1}},
		"all are found":        {{drive: "full-drive", filter: find("Y"), listed: models.MaxPageSize, total: models.MaxSearchedNames - 2}},
		"the same again":       {{drive: "full-drive", filter: find("LAST"), listed: 1, total: 1}, {drive: "full-drive", filter: find("LAST"), listed: 1, total: 1}},
		"one more":             {{drive: "full-drive", filter: find("x"), listed: 1, total: 1}, {drive: "one-drive", filter: find("x"), fails: true}},
		"another text":         {{drive: "full-drive", filter: find("x"), listed: 1, total: 1}, {drive: "full-drive", filter: find("y"), fails: true}},
		"too many in one list": {{drive: "many-drive", filter: find("the last"), fails: true}, {drive: "one-drive", filter: find("x"), fails: true}},
		"too long names":       {{drive: "long-drive", filter: find("x"), fails: true}, {drive: "one-drive", filter: find("x"), fails: true}},
		"deleted ones are not read": {{
			drive: "many-drive", filter: models.DriveItemFilter{Deleted: new(false), NameContains: new("y")},
		}, {drive: "one-drive", filter: find("x"), listed: 1, total: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			if err := s.View(fixture.As(t, auth.Local()), func(ctx context.Context) error {
				for i, of := range searches {
					listed, total, err := searchOf(ctx, s, of.drive, of.filter)
					refusal, refused := errors.AsType[*models.Error](err)
					switch {
					case of.fails != refused, refused && (refusal.Code != models.QueryTooComplex || refusal.Argument != "nameContains"), !refused && err != nil:
						t.Errorf("search %d returns %v", i, err)
					case listed != of.listed, total != of.total:
						t.Errorf("search %d finds %d of %d, not %d of %d", i, listed, total, of.listed, of.total)
					}
				}
				return nil
			}); err != nil {
				t.Error(err)
			}
		})
	}
}

// BenchmarkSearch reads as many names as an operation can.
func BenchmarkSearch(b *testing.B) {
	for name, text := range map[string]string{"short": "report 12.txt", "long": longName} {
		b.Run(name, func(b *testing.B) {
			s, err := Open(b.Context(), Config{Path: filepath.Join(b.TempDir(), "itemactivity.db"), Logger: slog.New(slog.DiscardHandler)})
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { s.Close() })
			newDrive(b, s, "full")
			addItems(b, s, "full-file", min(models.MaxSearchedNames, models.MaxSearchedBytes/len(text))-1, text, "the last")
			for b.Loop() {
				if err := s.View(fixture.As(b, auth.Local()), func(ctx context.Context) error {
					_, total, err := searchOf(ctx, s, "full-drive", models.DriveItemFilter{NameContains: new("LAST")})
					if err == nil && total != 1 {
						b.Errorf("%d are found", total)
					}
					return err
				}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// longName has as many bytes as a name can have.
var longName = strings.Repeat("\U00010400", models.MaxNameLength)
