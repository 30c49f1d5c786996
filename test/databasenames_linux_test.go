package test

import (
	"database/sql"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// wantStartRejected fails the test unless serve and migrate exit with an error of one line
// that contains a text.
func wantStartRejected(t *testing.T, want string, args ...string) {
	t.Helper()
	for _, command := range [][]string{{"serve", "--addr", "127.0.0.1:0"}, {"migrate"}} {
		code, output := runProgram(t, append(command, args...)...)
		if code != 1 || !strings.Contains(output, want) || strings.Count(output, "\n") != 1 {
			t.Errorf("%v %q exits with %d and prints %q, want one line with %q", command, args, code, output, want)
		}
	}
}

// mountFile creates a file and mounts another file over it until the test ends. It skips the
// test if the process may not mount.
func mountFile(t *testing.T, from, to string) {
	t.Helper()
	if err := os.WriteFile(to, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	mount(t, from, to, "", unix.MS_BIND, "")
}

// mount mounts a file system until the test ends. It skips the test if the process may not
// mount.
func mount(t *testing.T, from, to, kind string, flags uintptr, options string) {
	t.Helper()
	if err := unix.Mount(from, to, kind, flags, options); err != nil {
		t.Skipf("this process may not mount: %v", err)
	}
	t.Cleanup(func() { _ = unix.Unmount(to, unix.MNT_DETACH) })
}

const inUse = "in use by another itemactivity process"

// TestSecondProcessIsRejectedUnderAnyName: while a server is running, a second process must
// be rejected under every name of the database file, even if the lock file or the
// write-ahead log is not found under that name. The first server must still write, and after
// its end the other name must work.
func TestSecondProcessIsRejectedUnderAnyName(t *testing.T) {
	t.Parallel()
	for name, other := range map[string]func(t *testing.T, folder string) string{
		"the same name": func(_ *testing.T, folder string) string { return filepath.Join(folder, "a.db") },
		"a symbolic link": func(t *testing.T, folder string) string {
			t.Helper()
			if err := os.Symlink("a.db", filepath.Join(folder, "soft.db")); err != nil {
				t.Fatal(err)
			}
			return filepath.Join(folder, "soft.db")
		},
		"a hard link": func(t *testing.T, folder string) string {
			t.Helper()
			if err := os.Link(filepath.Join(folder, "a.db"), filepath.Join(folder, "hard.db")); err != nil {
				t.Fatal(err)
			}
			return filepath.Join(folder, "hard.db")
		},
		"a hard link in another directory": func(t *testing.T, folder string) string {
			t.Helper()
			other := filepath.Join(folder, "other")
			if err := errors.Join(os.Mkdir(other, 0o700), os.Link(filepath.Join(folder, "a.db"), filepath.Join(other, "a.db"))); err != nil {
				t.Fatal(err)
			}
			return filepath.Join(other, "a.db")
		},
		"a mount of the file": func(t *testing.T, folder string) string {
			t.Helper()
			mountFile(t, filepath.Join(folder, "a.db"), filepath.Join(folder, "mounted.db"))
			return filepath.Join(folder, "mounted.db")
		},
		"without the lock file": func(t *testing.T, folder string) string {
			t.Helper()
			if err := os.Remove(filepath.Join(folder, "a.db.lock")); err != nil {
				t.Fatal(err)
			}
			return filepath.Join(folder, "a.db")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			s := start(t, filepath.Join(folder, "a.db"))
			otherName := other(t, folder)
			wantStartRejected(t, inUse, "--database", otherName, "--allow-hard-links", "on")
			if err := s.record(plainActivity("one")); err != nil {
				t.Error(err)
			}
			s.stop(t)
			// After the end of the first process, the next one may open the database.
			if code, output := runProgram(t, "migrate", "--database", otherName, "--allow-hard-links", "on"); code != 0 {
				t.Errorf("migrate after the end of the server failed: %q", output)
			}
		})
	}
}

// TestLockOfEarlierVersionIsRespected: earlier versions locked only the lock file. A server
// must not start while the lock file is locked in that way.
func TestLockOfEarlierVersionIsRespected(t *testing.T) {
	t.Parallel()
	database := filepath.Join(t.TempDir(), "a.db")
	if code, output := runProgram(t, "migrate", "--database", database); code != 0 {
		t.Fatal(output)
	}
	lock, err := os.Open(database + ".lock")
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Close()
	if err := unix.Flock(int(lock.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		t.Fatal(err)
	}
	wantStartRejected(t, inUse, "--database", database)
}

// TestHardLinks: a server must not start on a file with two names, unless
// --allow-hard-links is on. The error message must have a command that finds the names. A
// name that is added while the server is running must be reported once in the log, and
// verify and backup under that name must fail, because they would not see the write-ahead
// log.
func TestHardLinks(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	database, link := filepath.Join(folder, "a.db"), filepath.Join(folder, "b.db")
	s := start(t, database)
	if err := s.record(plainActivity("one")); err != nil {
		t.Fatal(err)
	}
	if err := os.Link(database, link); err != nil {
		t.Fatal(err)
	}
	const warning = "the database has a second name"
	eventually(t, func() bool {
		s.ready(t, s.url)
		return strings.Contains(s.logged(), warning)
	}, func() string { return "the log does not report the hard link:\n" + s.logged() })
	for range 5 {
		s.ready(t, s.url)
	}
	if err := s.record(plainActivity("two")); err != nil {
		t.Error(err)
	}
	// The acknowledged activities cannot be read under the other name.
	for _, command := range [][]string{{"verify"}, {"backup", filepath.Join(folder, "c.db")}} {
		for _, allowed := range []string{"off", "on"} {
			if code, output := runProgram(t, append(command, "--database", link, "--allow-hard-links", allowed)...); code != 1 || strings.Count(output, "\n") != 1 {
				t.Errorf("%v under the other name exits with %d and prints %q", command, code, output)
			}
		}
		if code, output := runProgram(t, append(command, "--database", database, "--allow-hard-links", "on")...); code != 0 {
			t.Errorf("%v under the name that the server uses failed: %q", command, output)
		}
	}
	s.stop(t)
	if got := strings.Count(s.logged(), warning); got != 1 {
		t.Errorf("the log reports the hard link %d times, want once:\n%s", got, s.logged())
	}

	wantStartRejected(t, "has 2 names (hard links)", "--database", database)
	_, output := runProgram(t, "--database", database)
	find := regexp.MustCompile(`find \S+ -xdev -inum \d+`).FindString(output)
	if find == "" {
		t.Fatalf("the error message has no command that finds the names: %q", output)
	}
	if found, err := exec.Command("sh", "-c", find+" 2>/dev/null").Output(); !strings.Contains(string(found), database+"\n") || !strings.Contains(string(found), link+"\n") {
		t.Errorf("the command %s finds %q (%v), want both names", find, found, err)
	}
	start(t, database, "--allow-hard-links", "on").stop(t)
	if err := os.Remove(link); err != nil {
		t.Fatal(err)
	}
	start(t, database).stop(t)
}

// TestSQLiteLocksAreKept: other programs must see the locks of SQLite on the database file
// for as long as the server is running. POSIX releases the locks of a process on a file when
// the process closes any descriptor of that file. Another program could then delete the
// write-ahead log of the running server. After each step, the lock must still exist and
// another program must not be able to leave WAL mode.
func TestSQLiteLocksAreKept(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	database := filepath.Join(folder, "a.db")
	s := start(t, database)
	if err := os.Symlink("a.db", filepath.Join(folder, "soft.db")); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) func() error {
		return func() error {
			if code, output := runProgram(t, args...); code != 0 {
				return errors.New(output)
			}
			return nil
		}
	}
	n := 0
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"the start", func() error { return nil }},
		{"health and metrics", func() error {
			s.ready(t, s.url)
			s.scrape(t, s.url)
			return nil
		}},
		{"a backup", run("backup", "--database", database, filepath.Join(folder, "b.db"))},
		{"a backup by a symbolic link", run("backup", "--database", filepath.Join(folder, "soft.db"), filepath.Join(folder, "c.db"))},
		{"verify", run("verify", "--database", database)},
		{"verify by a symbolic link", run("verify", "--database", filepath.Join(folder, "soft.db"))},
		{"a second server", func() error {
			wantStartRejected(t, inUse, "--database", filepath.Join(folder, "soft.db"))
			return nil
		}},
		{"a query", func() error { return s.ask("{ me { id joinedGroups { nodes { id } } } }", nil, new(any)) }},
	} {
		if err := step.do(); err != nil {
			t.Errorf("%s: %v", step.name, err)
		}
		if !lockedBySQLite(t, database) {
			t.Fatalf("after %s, SQLite's lock on the file is released", step.name)
		}
		if err := leaveWALMode(t, database); err == nil || !strings.Contains(err.Error(), "locked") {
			t.Fatalf("after %s, another program can leave WAL mode (%v)", step.name, err)
		}
		if _, err := os.Stat(database + "-wal"); err != nil {
			t.Fatalf("after %s, the write-ahead log does not exist: %v", step.name, err)
		}
		n++
		if err := s.record(plainActivity(strconv.Itoa(n))); err != nil {
			t.Errorf("after %s, recording failed: %v", step.name, err)
		}
	}
	// While one other program holds the write lock, a second one cannot get it.
	db := plainSQLite(t, database, "_txlock=immediate&_busy_timeout=0")
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	second := plainSQLite(t, database, "_txlock=immediate&_busy_timeout=0")
	if _, err := second.Begin(); err == nil || !strings.Contains(err.Error(), "locked") {
		t.Errorf("a second write transaction began (%v)", err)
	}
	if err := tx.Rollback(); err != nil {
		t.Error(err)
	}
	s.stop(t)
	wantVerified(t, database)
}

// plainSQLite opens a database with SQLite, as any other program does.
func plainSQLite(t *testing.T, database, options string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+database+"?"+options)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// lockedBySQLite returns whether another process holds the shared lock that SQLite keeps on
// a database in WAL mode.
func lockedBySQLite(t *testing.T, database string) bool {
	t.Helper()
	f, err := os.OpenFile(database, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	// The byte range of the shared lock: https://www.sqlite.org/src/file/src/os.h
	wanted := unix.Flock_t{Type: unix.F_WRLCK, Start: 0x40000000 + 2, Len: 510}
	if err := unix.FcntlFlock(f.Fd(), unix.F_GETLK, &wanted); err != nil {
		t.Fatal(err)
	}
	return wanted.Type != unix.F_UNLCK
}

// leaveWALMode switches WAL mode off, which deletes the write-ahead log. SQLite allows it
// only if no other connection uses the database.
func leaveWALMode(t *testing.T, database string) error {
	t.Helper()
	db := plainSQLite(t, database, "_busy_timeout=0")
	defer db.Close()
	var mode string
	if err := db.QueryRow("PRAGMA journal_mode = DELETE").Scan(&mode); err != nil {
		return err
	}
	if mode == "wal" {
		return errors.New("the database is locked")
	}
	return nil
}
