package sqlite_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gorm.io/gorm"

	migrations "github.com/itemactivity/itemactivity/internal/store/migrations/sqlite"
)

// TestEveryFileIsAMigration compares the files of this folder with the migrations of the
// program. A migration in Go that does not register itself would never run.
func TestEveryFileIsAMigration(t *testing.T) {
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{"migrations.go": true}
	for _, m := range migrations.Go(&gorm.DB{}) {
		known[m.Source] = true
	}
	if len(known) < 2 {
		t.Fatalf("the migrations in Go are %v", known)
	}
	inSQL, err := fs.Glob(migrations.SQL, "*")
	if err != nil || len(inSQL) < 5 {
		t.Fatalf("the migrations in SQL are %v (%v)", inSQL, err)
	}
	for _, name := range inSQL {
		known[name] = true
	}
	for _, file := range files {
		switch name := file.Name(); {
		case known[name] || strings.HasSuffix(name, "_test.go"):
		case filepath.Ext(name) == ".go":
			t.Errorf("%s does not register a migration: add func init() { register(…) }", name)
		default:
			t.Errorf("%s is not a migration: a migration is a .sql or a .go file", name)
		}
	}
}
