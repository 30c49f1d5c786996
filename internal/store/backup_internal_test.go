package store

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/models"
)

// openLarge opens a store over a file that is copied in several steps.
func openLarge(t *testing.T) (s *Store, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "itemactivity.db")
	s = openWithFacts(t, path)
	if err := s.database.Writes().Exec("INSERT INTO secrets VALUES ('ballast', zeroblob(?))", 3*pagesAtOnce*pageSize).Error; err != nil {
		t.Fatal(err)
	}
	return s, path
}

func backedUp(ctx context.Context, path, file string, progress func(done, of int64)) (int64, error) {
	return Backup(ctx, Config{Path: path, Logger: slog.New(slog.DiscardHandler)}, file, progress)
}

// wantFolder wants a folder to hold these files and no others.
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
		t.Errorf("the folder holds %q, want %q", got, want)
	}
}

// TestBackupIsOneState records while the pages are copied: what was there when the
// backup began is in it, and nothing else.
func TestBackupIsOneState(t *testing.T) {
	s, path := openLarge(t)
	folder := t.TempDir()
	file := filepath.Join(folder, "b?%20.db")
	before := verified(t, path)
	steps, last := 0, int64(0)
	size, err := backedUp(t.Context(), path, file, func(done, of int64) {
		if steps++; done <= last || done > of {
			t.Errorf("after %d bytes %d of %d are copied", last, done, of)
		}
		last = done
		if _, err := s.CreateItemActivity(local(t), exampleKey, access("", "late", models.Day(700_000))); err != nil {
			t.Error(err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	wantFolder(t, folder, "b?%20.db")
	info, err := os.Stat(file)
	if err != nil || info.Size() != size || size != last || info.Mode() != 0o600 {
		t.Errorf("the backup has %d bytes of %d and the mode %v (%v)", info.Size(), size, info.Mode(), err)
	}
	found := verified(t, file)
	if found.Different > 0 || found.Activities != before.Activities {
		t.Errorf("the backup has %d differences and %d activities of %d", found.Different, found.Activities, before.Activities)
	}
	// Reading it made nothing beside it.
	wantFolder(t, folder, "b?%20.db")
	if now := verified(t, path); steps < 3 || now.Activities != before.Activities+int64(steps) {
		t.Errorf("in %d steps %d activities became %d", steps, before.Activities, now.Activities)
	}
	restored := reopen(t, file, nil)
	for _, pragma := range []string{"application_id", "user_version", "page_count"} {
		var got, want int64
		if err := restored.database.Writes().Raw("PRAGMA " + pragma).Scan(&got).Error; err != nil {
			t.Fatal(err)
		}
		if err := s.database.Writes().Raw("PRAGMA " + pragma).Scan(&want).Error; err != nil || pragma != "page_count" && got != want {
			t.Errorf("%s is %d in the backup and %d here (%v)", pragma, got, want, err)
		}
	}
	if string(restored.idempotencyKey) != string(s.idempotencyKey) {
		t.Error("the backup has other secrets")
	}
}

// TestBackupThatFails wants nothing to be left of a backup that ends half-way.
func TestBackupThatFails(t *testing.T) {
	_, path := openLarge(t)
	for _, test := range []struct {
		name, want, left string
		midway           func(cancel func(), file string)
	}{
		{"interrupted", "was stopped before it was done: there is no ", "", func(cancel func(), _ string) { cancel() }},
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
					t.Errorf("the file that was there holds %q (%v)", text, err)
				}
			}
		})
	}
}

// TestBackupOfDamage: a copy of a damaged database is no backup.
func TestBackupOfDamage(t *testing.T) {
	s, path := openLarge(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	for page := int64(3); page < 20; page++ {
		if _, err := f.WriteAt([]byte("damaged"), page*pageSize); err != nil {
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

// TestBackupEndsBeforeTheLogIsTooLong writes to the log until the copy gives up.
func TestBackupEndsBeforeTheLogIsTooLong(t *testing.T) {
	s, path := openLarge(t)
	limit, err := limitLog(path)
	if err != nil {
		t.Fatal(err)
	}
	if now := limit.now(); now == 0 || limit.size != now+leastGrowth {
		t.Errorf("the log of %d bytes may grow to %d", now, limit.size)
	}
	limit.size = limit.now()
	copied := filepath.Join(t.TempDir(), "b.db")
	if err := touch(copied); err != nil {
		t.Fatal(err)
	}
	steps := 0
	err = copyDatabase(t.Context(), s.database.Reads(), copied, limit, func(int64, int64) {
		steps++
		if err := s.database.Writes().Exec("UPDATE secrets SET value = randomblob(?) WHERE name = 'ballast'", 4*pagesAtOnce*pageSize).Error; err != nil {
			t.Error(err)
		}
	})
	if err == nil || !strings.Contains(err.Error(), "write-ahead log has grown to") || steps != 1 {
		t.Errorf("after %d steps the error is %v", steps, err)
	}
}
