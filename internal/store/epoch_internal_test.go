package store

import (
	"bytes"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/pressly/goose/v3"
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/sqlite"
)

// backupOf makes a backup of the example database, and returns its path and the epoch of the
// database.
func backupOf(t *testing.T) (backup string, epoch codec.Epoch) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "itemactivity.db")
	s := openWithFacts(t, path)
	backup = filepath.Join(t.TempDir(), "backup.db")
	if _, err := Backup(t.Context(), Config{Path: path, Logger: slog.New(slog.DiscardHandler)}, backup, nil); err != nil {
		t.Fatal(err)
	}
	if epoch = epochOf(t, s); epoch.Number == 0 {
		t.Error("the number of an epoch is 0")
	}
	return backup, epoch
}

func epochOf(t *testing.T, s *Store) codec.Epoch {
	t.Helper()
	epoch, err := readEpoch(s.database.Writes())
	if err != nil {
		t.Fatal(err)
	}
	return epoch
}

// TestEarlierProgramLeavesBackup opens a backup with a program that does not know epochs. It
// must report the newer schema, and must not change the backup. The first opening by this
// program must then begin a new epoch.
func TestEarlierProgramLeavesBackup(t *testing.T) {
	backup, epoch := backupOf(t)
	before, err := os.ReadFile(filepath.Clean(backup))
	if err != nil {
		t.Fatal(err)
	}
	earlier := sqlite.Config{Path: backup, Logger: slog.New(slog.DiscardHandler), Migrations: migrationsBefore(t, "_epoch.sql")}
	for name, open := range map[string]func() error{
		"serve": func() error {
			reserved, err := sqlite.Reserve(earlier)
			if err == nil {
				_, err = reserved.Open(t.Context())
			}
			return err
		},
		"verify": func() error { _, err := sqlite.OpenReadOnly(t.Context(), earlier); return err },
	} {
		if err := open(); err == nil || !strings.Contains(err.Error(), "use a newer itemactivity") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if after, err := os.ReadFile(filepath.Clean(backup)); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the backup has changed (%v)", err)
	}
	if got := epochOf(t, reopen(t, backup, nil)); got.Number == epoch.Number {
		t.Errorf("the restored backup has the epoch %+v of its database", got)
	}
}

// migrationsBefore returns the migrations before the one in the file whose name has a suffix.
func migrationsBefore(t *testing.T, suffix string) (m sqlite.Migrations) {
	t.Helper()
	found, err := fs.Glob(storeMigrations.SQL, "*"+suffix)
	if err != nil || len(found) != 1 {
		t.Fatalf("the migrations are %q (%v)", found, err)
	}
	earlier, err := fs.Glob(storeMigrations.SQL, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	for _, name := range earlier {
		if name < found[0] {
			content, err := fs.ReadFile(storeMigrations.SQL, name)
			if err != nil {
				t.Fatal(err)
			}
			files[name] = &fstest.MapFile{Data: content}
		}
	}
	return sqlite.Migrations{SQL: files, Go: func(db *gorm.DB) []*goose.Migration {
		return slices.DeleteFunc(storeMigrations.Go(db), func(g *goose.Migration) bool { return g.Source > found[0] })
	}}
}

// TestRestoresHaveDifferentEpochs restores one backup twice. Each restored database can assign
// the same numbers, so each must have its own epoch.
func TestRestoresHaveDifferentEpochs(t *testing.T) {
	backup, epoch := backupOf(t)
	content, err := os.ReadFile(filepath.Clean(backup))
	if err != nil {
		t.Fatal(err)
	}
	numbers := []int64{epoch.Number}
	for range 2 {
		path := filepath.Join(t.TempDir(), "itemactivity.db")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		s := reopen(t, path, nil)
		number := epochOf(t, s).Number
		if slices.Contains(numbers, number) {
			t.Errorf("the epoch %d is not new: %v", number, numbers)
		}
		numbers = append(numbers, number)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if again := epochOf(t, reopen(t, path, nil)).Number; again != number {
			t.Errorf("opening the database again changes the epoch %d to %d", number, again)
		}
	}
}

// TestUnmarkableCopyIsNoBackup: a copy that cannot be marked would be taken for its database
// after a restore. The backup must fail, and must not leave a file.
func TestUnmarkableCopyIsNoBackup(t *testing.T) {
	path := filepath.Join(t.TempDir(), "itemactivity.db")
	s := openWithFacts(t, path)
	if err := s.database.Writes().Exec("DELETE FROM log_epoch").Error; err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	_, err := Backup(t.Context(), Config{Path: path, Logger: slog.New(slog.DiscardHandler)}, filepath.Join(folder, "backup.db"), nil)
	if err == nil || !strings.Contains(err.Error(), "the database has no epoch") {
		t.Errorf("the error is %v", err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("the folder contains %v (%v)", left, err)
	}
}
