package sqlite

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/sqlite/dbfile"
)

// openLarge opens a database that takes several steps to copy.
func openLarge(t *testing.T) (d *Database, path string) {
	t.Helper()
	d = open(t)
	write(t, d, "INSERT INTO secrets VALUES ('ballast', zeroblob(?))", 3*pagesAtOnce*dbfile.PageSize)
	return d, d.path
}

func backedUp(ctx context.Context, path, file string, progress func(done, of int64)) (int64, error) {
	return Backup(ctx, testConfig(path), file, progress)
}

// wantFolder checks that the folder contains exactly these files.
func wantFolder(t *testing.T, folder string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, entry := range entries {
		got = append(got, entry.Name())
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("the folder contains %q, want %q", got, want)
	}
}

// TestBackupThatFails checks that a backup that fails leaves no files.
func TestBackupThatFails(t *testing.T) {
	_, path := openLarge(t)
	for _, test := range []struct {
		name, want, left string
		midway           func(cancel func(), file string)
	}{
		{"interrupted", "the backup was interrupted, and ", "", func(cancel func(), _ string) { cancel() }},
		{"the name is taken", "file exists", "b.db", func(_ func(), file string) {
			if err := os.WriteFile(file, []byte("precious"), 0o600); err != nil {
				t.Error(err)
			}
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			folder := t.TempDir()
			file := filepath.Join(folder, "b.db")
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			_, err := backedUp(ctx, path, file, func(done, of int64) {
				if done < of && test.midway != nil {
					test.midway(cancel, file)
					test.midway = nil
				}
			})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("the error is %v, want %q", err, test.want)
			}
			wantFolder(t, folder, strings.Fields(test.left)...)
			if test.left != "" {
				if text, err := os.ReadFile(file); err != nil || string(text) != "precious" {
					t.Errorf("the existing file contains %q (%v)", text, err)
				}
			}
		})
	}
}

// TestBackupOfDamage checks that a damaged database cannot be backed up.
func TestBackupOfDamage(t *testing.T) {
	d, path := openLarge(t)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	for page := int64(3); page < 20; page++ {
		if _, err := f.WriteAt([]byte("damaged"), page*dbfile.PageSize); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if _, err := backedUp(t.Context(), path, filepath.Join(folder, "b.db"), nil); err == nil || !strings.Contains(err.Error(), "malformed") && !strings.Contains(err.Error(), "damaged") {
		t.Errorf("the error is %v", err)
	}
	wantFolder(t, folder)
}

// TestBackupEndsBeforeTheLogIsTooLong writes to the log until the backup stops.
func TestBackupEndsBeforeTheLogIsTooLong(t *testing.T) {
	d, path := openLarge(t)
	limit, err := dbfile.LimitGrowth(path)
	if err != nil {
		t.Fatal(err)
	}
	if now := limit.Now(); now == 0 || limit.Max != now+dbfile.MinGrowth {
		t.Errorf("the log has %d bytes, and may grow to %d", now, limit.Max)
	}
	limit.Max = limit.Now()
	copied := filepath.Join(t.TempDir(), "b.db")
	if err := touch(copied); err != nil {
		t.Fatal(err)
	}
	steps := 0
	err = copyDatabase(t.Context(), d.readers, copied, limit, func(int64, int64) {
		steps++
		if err := d.writes.Exec("UPDATE secrets SET value = randomblob(?) WHERE name = 'ballast'", 4*pagesAtOnce*dbfile.PageSize).Error; err != nil {
			t.Error(err)
		}
	})
	if err == nil || !strings.Contains(err.Error(), "write-ahead log has grown to") || steps != 1 {
		t.Errorf("after %d steps the error is %v", steps, err)
	}
}
