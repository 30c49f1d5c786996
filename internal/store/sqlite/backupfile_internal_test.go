package sqlite

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestBackupNames checks that a backup cannot have the name of one of the database's files,
// in any spelling, whether or not the file exists.
func TestBackupNames(t *testing.T) {
	folder := t.TempDir()
	in := func(name string) string { return filepath.Join(folder, name) }
	database := in("a.db")
	for _, err := range []error{
		touch(database),
		touch(in("old.db")),
		os.Mkdir(in("sub"), 0o700),
		os.Link(database, in("hard.db")),
		os.Symlink("a.db", in("soft.db")),
		os.Symlink("nowhere", in("dangling.db")),
		os.Symlink(".", in("here")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	const (
		itself = "is the database itself"
		part   = "is one of the files of the database"
		exists = "already exists"
	)
	for name, want := range map[string]string{
		"a.db": itself, "hard.db": itself, "soft.db": itself, "here/a.db": itself, "sub/../a.db": itself,
		"a.db-wal": part, "a.db-shm": part, "a.db-journal": part, "a.db.lock": part, "A.DB-WAL": part, "here/a.db-wal": part,
		"old.db": exists, "dangling.db": exists,
		"sub": "is a directory", "sub/": "is not a file name", "none/b.db": "directory does not exist", "a.db/b.db": "not a directory",
	} {
		for _, of := range []string{database, in("soft.db"), in("here/a.db")} {
			f, err := newBackupFile(folder+"/"+name, of)
			if err == nil {
				_ = f.discard()
			}
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s of %s: the error is %v, want %q", name, of, err, want)
			}
		}
	}
	if after, err := os.ReadDir(folder); err != nil || len(after) != len(entries) {
		t.Errorf("there were %d entries and now there are %d (%v)", len(entries), len(after), err)
	}
	// The same name in another directory is another file.
	f, err := newBackupFile(in("sub/a.db-wal"), database)
	if err != nil {
		t.Fatal(err)
	}
	if base := filepath.Base(f.partial.Name()); !strings.HasPrefix(base, "a.db-wal.") || !strings.HasSuffix(base, ".partial") {
		t.Errorf("the partial file is %s", base)
	}
	if err := f.discard(); err != nil {
		t.Error(err)
	}
	wantFolder(t, in("sub"))
}
