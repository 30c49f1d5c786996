package store

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// TestBackupIsOneState records while the pages are copied. It requires that the backup
// contains exactly what was stored when it began.
func TestBackupIsOneState(t *testing.T) {
	path := filepath.Join(t.TempDir(), "itemactivity.db")
	s := openWithFacts(t, path)
	// The copy takes several steps of 4 MiB.
	if err := s.database.Writes().Exec("INSERT INTO users (id, display_name) VALUES ('ballast', hex(zeroblob(?)))", 3*(2<<20)).Error; err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	file := filepath.Join(folder, "b?%20.db")
	before := verified(t, path)
	steps, last := 0, int64(0)
	size, err := Backup(t.Context(), Config{Path: path, Logger: slog.New(slog.DiscardHandler)}, file, func(done, of int64) {
		if steps++; done <= last || done > of {
			t.Errorf("progress goes from %d bytes to %d of %d", last, done, of)
		}
		last = done
		if _, err := s.CreateItemActivity(fixture.Local(t), exampleKey, fixture.Access("", "late", models.Day(700_000))); err != nil {
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
	// Reading the backup created no other files.
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
			t.Errorf("%s is %d in the backup, want %d (%v)", pragma, got, want, err)
		}
	}
	secret := func(s *Store) string {
		t.Helper()
		secret, err := databaseSecret(s.database.Writes())
		if err != nil {
			t.Fatal(err)
		}
		return string(secret)
	}
	if secret(restored) != secret(s) {
		t.Error("the secrets of the backup are different")
	}
}

// wantFolder wants a folder to hold one file and no others.
func wantFolder(t *testing.T, folder, want string) {
	t.Helper()
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 1 || entries[0].Name() != want {
		t.Errorf("the folder contains %v (%v), want %s", entries, err, want)
	}
}
