package store

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/projection"
)

// TestRebuildReportsFailedSteps: a step fails after a rebuild has emptied the tables. The rebuild must
// not succeed, and its error says what to do. The next rebuild fills the tables.
func TestRebuildReportsFailedSteps(t *testing.T) {
	path := closedWithFacts(t)
	before := contents(t, path, derivedTables)
	execute := func(statement string) {
		withDatabase(t, path, func(db *gorm.DB) {
			if err := db.Exec(statement).Error; err != nil {
				t.Fatal(err)
			}
		})
	}
	execute("CREATE TRIGGER fail BEFORE INSERT ON group_timelines BEGIN SELECT RAISE(ABORT, 'made to fail'); END")
	_, err := rebuilt(t.Context(), path, projection.Limits{}, nil)
	if err == nil {
		t.Fatal("the rebuild succeeds")
	}
	for _, part := range []string{"rebuild has not filled all tables", "run it again or start a server", path, "made to fail"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("the error is %q, which lacks %q", err, part)
		}
	}
	execute("DROP TRIGGER fail")
	if _, err := rebuilt(t.Context(), path, projection.Limits{}, nil); err != nil {
		t.Fatal(err)
	}
	wantContents(t, path, before)
}

// TestRebuildOfDamagedLog: a page of the log, or a value in it, cannot be read. The rebuild fails, and
// changes no table.
func TestRebuildOfDamagedLog(t *testing.T) {
	for name, spoil := range map[string]func(t *testing.T, path string){
		"page": spoilLeaf,
		"value": func(t *testing.T, path string) {
			t.Helper()
			withDatabase(t, path, func(db *gorm.DB) {
				if err := db.Exec("UPDATE item_activities SET id = x'0102' WHERE seq = 500").Error; err != nil {
					t.Fatal(err)
				}
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "itemactivity.db")
			s := openWithFacts(t, path)
			if err := recordMany(fixture.Local(t), s, 1000, "user"); err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			damage(t, path)
			before := contents(t, path, allButEmpty(t, path, derivedTables))
			spoil(t, path)
			_, err := rebuilt(t.Context(), path, projection.Limits{}, nil)
			if err == nil || !strings.HasPrefix(err.Error(), "rebuild has changed nothing: ") {
				t.Errorf("the error is %v", err)
			}
			wantContents(t, path, before)
		})
	}
}

// allButEmpty returns the tables that have rows.
func allButEmpty(t *testing.T, path string, tables []string) (filled []string) {
	t.Helper()
	withDatabase(t, path, func(db *gorm.DB) {
		for _, table := range tables {
			var n int64
			if err := db.Table(table).Count(&n).Error; err != nil {
				t.Fatal(err)
			}
			if n > 0 {
				filled = append(filled, table)
			}
		}
	})
	if len(filled) < 6 {
		t.Fatalf("only the tables %q have rows", filled)
	}
	return filled
}

// spoilLeaf overwrites the header of the second leaf page of the log of a closed database.
func spoilLeaf(t *testing.T, path string) {
	t.Helper()
	var root, size int64
	withDatabase(t, path, func(db *gorm.DB) {
		if err := db.Raw("SELECT rootpage FROM sqlite_schema WHERE name = 'item_activities'").Scan(&root).Error; err != nil {
			t.Fatal(err)
		}
		if err := db.Raw("PRAGMA page_size").Scan(&size).Error; err != nil {
			t.Fatal(err)
		}
	})
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	page := make([]byte, size)
	if _, err := f.ReadAt(page, (root-1)*size); err != nil {
		t.Fatal(err)
	}
	const interior, cells = 5, 12
	if page[0] != interior {
		t.Fatalf("the root page of the log has type %d", page[0])
	}
	cell := binary.BigEndian.Uint16(page[cells+2:])
	leaf := int64(binary.BigEndian.Uint32(page[cell:]))
	if _, err := f.WriteAt(make([]byte, 8), (leaf-1)*size); err != nil {
		t.Fatal(err)
	}
}
