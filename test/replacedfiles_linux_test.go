package test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// fileChange is what befalls the files under a running server.
type fileChange struct {
	name  string
	apply func(t *testing.T, database string) error
	// undo, if there is one, gives the files their names again.
	undo func(database string) error
}

// replaceFile puts another file in the place of one.
func replaceFile(path string, content string) error {
	fresh := path + ".fresh"
	return errors.Join(os.WriteFile(fresh, []byte(content), 0o600), os.Rename(fresh, path))
}

// copyOver copies over a file as cp does, which keeps the inode.
func copyOver(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, target.Close())
}

func folderOf(database string) (is, was string) {
	return filepath.Dir(database), filepath.Dir(database) + "-elsewhere"
}

var fileChanges = []fileChange{
	{"the database is removed", func(_ *testing.T, d string) error { return os.Remove(d) }, nil},
	{"the log is removed", func(_ *testing.T, d string) error { return os.Remove(d + "-wal") }, nil},
	{"the index of the log is removed", func(_ *testing.T, d string) error { return os.Remove(d + "-shm") }, nil},
	{"all are removed", func(_ *testing.T, d string) error {
		return errors.Join(os.Remove(d), os.Remove(d+"-wal"), os.Remove(d+"-shm"))
	}, nil},
	{
		"the database is moved", func(_ *testing.T, d string) error { return os.Rename(d, d+".moved") },
		func(d string) error { return os.Rename(d+".moved", d) },
	},
	{
		"the log is moved", func(_ *testing.T, d string) error { return os.Rename(d+"-wal", d+"-wal.moved") },
		func(d string) error { return os.Rename(d+"-wal.moved", d+"-wal") },
	},
	{"the database is replaced", func(_ *testing.T, d string) error { return replaceFile(d, "") }, nil},
	{"the log is replaced", func(_ *testing.T, d string) error { return replaceFile(d+"-wal", "") }, nil},
	{
		"the directory is renamed", func(_ *testing.T, d string) error {
			is, was := folderOf(d)
			return os.Rename(is, was)
		}, func(d string) error {
			is, was := folderOf(d)
			return os.Rename(was, is)
		},
	},
	{"the directory is removed", func(_ *testing.T, d string) error { return os.RemoveAll(filepath.Dir(d)) }, nil},
	{"the log is emptied", func(_ *testing.T, d string) error { return os.Truncate(d+"-wal", 0) }, nil},
	{"the log is cut off", func(_ *testing.T, d string) error { return os.Truncate(d+"-wal", 9000) }, nil},
	{"the database is emptied", func(_ *testing.T, d string) error { return os.Truncate(d, 0) }, nil},
	{"a backup is copied over the database", func(_ *testing.T, d string) error {
		return copyOver(filepath.Join(filepath.Dir(d), "backup.db"), d)
	}, nil},
	{"an older state is copied over the database", func(_ *testing.T, d string) error {
		return errors.Join(os.Truncate(d, 4096), os.WriteFile(d+"-wal", nil, 0o600))
	}, nil},
	{
		"another file system is mounted over the directory", func(t *testing.T, d string) error {
			t.Helper()
			mount(t, "none", filepath.Dir(d), "tmpfs", 0, "size=1m")
			return nil
		}, func(d string) error { return unix.Unmount(filepath.Dir(d), 0) },
	},
}

// TestNothingIsAcknowledgedAfterFilesChange: once a file of the database is not
// what its name leads to, nothing is acknowledged, not even what was stored before;
// the server is not ready, and the log has one line. When the names are right again
// it goes on, and has what it could not confirm.
func TestNothingIsAcknowledgedAfterFilesChange(t *testing.T) {
	t.Parallel()
	for _, m := range fileChanges {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			database := filepath.Join(t.TempDir(), "data", "a.db")
			if err := os.Mkdir(filepath.Dir(database), 0o700); err != nil {
				t.Fatal(err)
			}
			s := start(t, database)
			for _, id := range []string{"one", "two"} {
				if err := s.record(plainActivity(id)); err != nil {
					t.Fatal(err)
				}
			}
			if err := runBackup(t, database, filepath.Join(filepath.Dir(database), "backup.db")); err != nil {
				t.Fatal(err)
			}
			if got := s.ready(t, s.url); got.Status != "ready" {
				t.Fatalf("the server is %+v before anything happens", got)
			}
			if err := m.apply(t, database); err != nil {
				t.Fatal(err)
			}
			for _, id := range []string{"three", "four", "three", "one"} {
				if err := s.record(plainActivity(id)); err == nil || !strings.Contains(err.Error(), "UNAVAILABLE") {
					t.Errorf("%s is answered with %v", id, err)
				}
			}
			got := s.ready(t, s.url)
			if got.Status != "not ready" || !strings.Contains(got.Checks["database"], "removed, replaced or overwritten") {
				t.Errorf("the server is %+v", got)
			}
			if page := s.scrape(t, s.url); !strings.Contains(page, "\nitemactivity_database_files_displaced 1\n") {
				t.Error("the metrics do not tell of it")
			}
			if lines := strings.Count(s.logged(), "level=ERROR"); lines != 1 {
				t.Errorf("the log has %d lines of it:\n%s", lines, s.logged())
			}
			if m.undo == nil {
				return
			}
			if err := m.undo(database); err != nil {
				t.Fatal(err)
			}
			s.waitForStatus(t, "ready")
			for _, id := range []string{"three", "five"} {
				if err := s.record(plainActivity(id)); err != nil {
					t.Errorf("%s is answered with %v once the files are back", id, err)
				}
			}
			s.kill(t)
			wantVerified(t, database)
			again := start(t, database)
			for id, r := range byID(t, again, []string{"one", "two", "three", "five"}) {
				if r.ID != id {
					t.Errorf("%s was acknowledged, and is gone", id)
				}
			}
			again.stop(t)
		})
	}
}

// TestRemovedWALIsWrittenAtStop: what the removed log has is in the database after a stop,
// as the log's line says.
func TestRemovedWALIsWrittenAtStop(t *testing.T) {
	t.Parallel()
	database := filepath.Join(t.TempDir(), "a.db")
	s := start(t, database)
	if err := s.record(plainActivity("one")); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(database + "-wal"); err != nil {
		t.Fatal(err)
	}
	if err := s.record(plainActivity("two")); err == nil {
		t.Error("two is acknowledged")
	}
	s.stop(t)
	wantVerified(t, database)
	again := start(t, database)
	if got := byID(t, again, []string{"one"}); got["one"].ID != "one" {
		t.Error("one was acknowledged, and is gone")
	}
	again.stop(t)
}

// TestPermissionsRemovedWhileRunning: the files stay what they are, and what is acknowledged is found
// again once somebody may read it.
func TestPermissionsRemovedWhileRunning(t *testing.T) {
	t.Parallel()
	database := filepath.Join(t.TempDir(), "a.db")
	s := start(t, database)
	for _, path := range []string{database, database + "-wal", database + "-shm"} {
		if err := os.Chmod(path, 0); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.record(plainActivity("one")); err != nil {
		t.Error(err)
	}
	if got := s.ready(t, s.url); got.Status != "ready" {
		t.Errorf("the server is %+v", got)
	}
	s.kill(t)
	for _, path := range []string{database, database + "-wal", database + "-shm"} {
		if err := os.Chmod(path, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	wantVerified(t, database)
}
