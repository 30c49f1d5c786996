package store

import (
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/pressly/goose/v3"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/itemactivity/itemactivity/internal/store/group"
)

// migratedTo creates a database as an earlier version of the program left it, with rows of
// that version. The options are those of the driver.
func migratedTo(t *testing.T, path, options string, version int64, statements ...string) {
	t.Helper()
	db, err := gorm.Open(sqlite.Open("file:"+path+options), &gorm.Config{SkipDefaultTransaction: true, Logger: logger.Discard})
	if err != nil {
		t.Fatal(err)
	}
	pool, err := db.DB()
	if err != nil {
		t.Fatal(err)
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, pool, storeMigrations.SQL, goose.WithGoMigrations(storeMigrations.Go(db)...))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), version); err != nil {
		t.Fatal(err)
	}
	for _, statement := range statements {
		if err := db.Exec(statement).Error; err != nil {
			t.Fatal(err)
		}
	}
	if err := pool.Close(); err != nil {
		t.Fatal(err)
	}
}

// openVersion opens a database of an earlier version of the program.
func openVersion(t *testing.T, version int64, statements ...string) *Store {
	t.Helper()
	path := filepath.Join(t.TempDir(), "itemactivity.db")
	migratedTo(t, path, "?_journal_mode=WAL&_foreign_keys=on", version, statements...)
	s, err := Open(t.Context(), Config{Path: path, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// TestCreatorsBecomeOwners requires that the creators of groups are owners after the migration
// from a version without owners. Otherwise nobody could change the members.
func TestCreatorsBecomeOwners(t *testing.T) {
	s := openVersion(t, 1,
		"INSERT INTO groups VALUES (1, 'g', 'G', 0), (2, 'h', 'H', 0), (3, 'empty', 'E', 0)",
		"INSERT INTO group_members VALUES (1, 1, 1, 'alice', 0), (2, 1, 1, 'bob', 0), (3, 2, 2, 'bot', 0), (4, 2, 1, 'alice', 0)")
	var owners []group.MemberRow
	if err := s.database.Writes().Where("owner").Order("num").Find(&owners).Error; err != nil {
		t.Fatal(err)
	}
	if len(owners) != 2 || owners[0].Member != "alice" || owners[0].GroupNum != 1 || owners[1].Member != "bot" || owners[1].GroupNum != 2 {
		t.Errorf("the owners are %+v, want alice of g and bot of h", owners)
	}
}
