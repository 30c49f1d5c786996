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

// fileChange is a change to the files of a running server.
type fileChange struct {
	name  string
	apply func(t *testing.T, database string) error
	// undo restores the names of the files. It is nil if the change cannot be undone.
	undo func(database string) error
}

// replaceFile replaces a file by a new file with another inode.
func replaceFile(path string, content string) error {
	fresh := path + ".fresh"
	return errors.Join(os.WriteFile(fresh, []byte(content), 0o600), os.Rename(fresh, path))
}

// copyOver overwrites the content of a file and keeps its inode, like cp.
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

// folderOf returns the folder of a database and another name for it.
func folderOf(database string) (folder, renamed string) {
	return filepath.Dir(database), filepath.Dir(database) + "-elsewhere"
}

var fileChanges = []fileChange{
	{"the database is removed", func(_ *testing.T, d string) error { return os.Remove(d) }, nil},
	{"the log is removed", func(_ *testing.T, d string) error { return os.Remove(d + "-wal") }, nil},
	{"the index of the log is removed", func(_ *testing.T, d string) error { return os.Remove(d + "-shm") }, nil},
	{"all files are removed", func(_ *testing.T, d string) error {
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
			folder, renamed := folderOf(d)
			return os.Rename(folder, renamed)
		}, func(d string) error {
			folder, renamed := folderOf(d)
			return os.Rename(renamed, folder)
		},
	},
	{"the directory is removed", func(_ *testing.T, d string) error { return os.RemoveAll(filepath.Dir(d)) }, nil},
	{"the log is emptied", func(_ *testing.T, d string) error { return os.Truncate(d+"-wal", 0) }, nil},
	{"the log is truncated", func(_ *testing.T, d string) error { return os.Truncate(d+"-wal", 9000) }, nil},
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

// TestNothingIsAcknowledgedAfterFilesChange: a file of the database is removed, renamed,
// replaced or truncated while the server is running. The server must not acknowledge
// anything from then on, not even a retry of a stored activity. It must be not ready and
// must log one error. If the files get their names back, the server must continue, and
// everything that it acknowledged must exist.
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
				t.Fatalf("readiness before the change is %+v", got)
			}
			if err := m.apply(t, database); err != nil {
				t.Fatal(err)
			}
			for _, id := range []string{"three", "four", "three", "one"} {
				if err := s.record(plainActivity(id)); err == nil || !strings.Contains(err.Error(), "UNAVAILABLE") {
					t.Errorf("recording %s returns %v, want UNAVAILABLE", id, err)
				}
			}
			got := s.ready(t, s.url)
			if got.Status != "not ready" || !strings.Contains(got.Checks["database"], "removed, replaced or overwritten") {
				t.Errorf("readiness after the change is %+v", got)
			}
			if page := s.scrape(t, s.url); !strings.Contains(page, "\nitemactivity_database_files_displaced 1\n") {
				t.Error("the metric itemactivity_database_files_displaced is not 1")
			}
			if lines := strings.Count(s.logged(), "level=ERROR"); lines != 1 {
				t.Errorf("the log has %d errors, want 1:\n%s", lines, s.logged())
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
					t.Errorf("recording %s failed after the files got their names back: %v", id, err)
				}
			}
			s.kill(t)
			wantVerified(t, database)
			again := start(t, database)
			for id, r := range byID(t, again, []string{"one", "two", "three", "five"}) {
				if r.ID != id {
					t.Errorf("%s was acknowledged and does not exist", id)
				}
			}
			again.stop(t)
		})
	}
}

// TestRemovedWALIsWrittenAtStop: the write-ahead log is removed while the server is running.
// The server must write its content to the database when it stops, so that every
// acknowledged activity exists afterwards.
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
		t.Error("two was acknowledged after the log was removed")
	}
	s.stop(t)
	wantVerified(t, database)
	again := start(t, database)
	if got := byID(t, again, []string{"one"}); got["one"].ID != "one" {
		t.Error("one was acknowledged and does not exist")
	}
	again.stop(t)
}

// TestPermissionsRemovedWhileRunning: the permissions of the files are removed while the
// server is running. The server has them open: it must stay ready and acknowledge
// activities, and the database must be intact after the permissions are restored.
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
		t.Errorf("readiness is %+v", got)
	}
	s.kill(t)
	for _, path := range []string{database, database + "-wal", database + "-shm"} {
		if err := os.Chmod(path, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	wantVerified(t, database)
}
