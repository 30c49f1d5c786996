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
	"time"

	"golang.org/x/sys/unix"
)

// says runs a command of the program that ends by itself, and returns its exit code
// and everything it said.
func runProgram(t *testing.T, args ...string) (code int, output string) {
	t.Helper()
	return runCommand(t, exec.Command(built(t, program), args...))
}

// ends runs a command that ends by itself.
func runCommand(t *testing.T, command *exec.Cmd) (code int, output string) {
	t.Helper()
	// A server that should have refused to start ends as well.
	kill := time.AfterFunc(maxWait, func() { _ = command.Process.Kill() })
	defer kill.Stop()
	out, err := command.CombinedOutput()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return command.ProcessState.ExitCode(), string(out)
}

// wantStartRejected wants a server, and what would change the database, to be refused with
// the sentence.
func wantStartRejected(t *testing.T, want string, args ...string) {
	t.Helper()
	for _, command := range []string{"serve", "migrate"} {
		code, output := runProgram(t, append([]string{command, "--addr", "127.0.0.1:0"}, args...)...)
		if code != 1 || !strings.Contains(output, want) || strings.Count(output, "\n") != 1 {
			t.Errorf("%s %q ends with %d and says %q, want one line with %q", command, args, code, output, want)
		}
	}
}

// mountFile mounts a file over another one until the test ends, or skips the test
// where that is not permitted.
func mountFile(t *testing.T, from, to string) {
	t.Helper()
	if err := os.WriteFile(to, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	mount(t, from, to, "", unix.MS_BIND, "")
}

func mount(t *testing.T, from, to, kind string, flags uintptr, options string) {
	t.Helper()
	if err := unix.Mount(from, to, kind, flags, options); err != nil {
		t.Skipf("this process may not mount: %v", err)
	}
	t.Cleanup(func() { _ = unix.Unmount(to, unix.MNT_DETACH) })
}

const inUse = "in use by another itemactivity process"

// : a second server is refused by every name of the
// database's file, also where it finds neither the lock file nor the log.
func TestSecondProcessIsRejectedUnderAnyName(t *testing.T) {
	t.Parallel()
	for name, other := range map[string]func(t *testing.T, folder string) string{
		"its own": func(_ *testing.T, folder string) string { return filepath.Join(folder, "a.db") },
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
			again := other(t, folder)
			wantStartRejected(t, inUse, "--database", again, "--allow-hard-links", "on")
			if err := s.record(plainActivity("one")); err != nil {
				t.Error(err)
			}
			s.stop(t)
			// Whoever comes next may.
			if code, output := runProgram(t, "migrate", "--database", again, "--allow-hard-links", "on"); code != 0 {
				t.Errorf("after the server's end migrate says %q", output)
			}
		})
	}
}

// : they lock the lock file alone, and so does this test.
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

// TestHardLinks: a file with two names is refused, with the command that finds them,
// unless a setting admits it. One that is made later is told of once.
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
	const told = "the database has a second name"
	eventually(t, func() bool {
		s.ready(t, s.url)
		return strings.Contains(s.logged(), told)
	}, func() string { return "the log does not tell of the link:\n" + s.logged() })
	for range 5 {
		s.ready(t, s.url)
	}
	if err := s.record(plainActivity("two")); err != nil {
		t.Error(err)
	}
	// By the other name what was acknowledged is not there.
	for _, command := range [][]string{{"verify"}, {"backup", filepath.Join(folder, "c.db")}} {
		for _, allowed := range []string{"off", "on"} {
			if code, output := runProgram(t, append(command, "--database", link, "--allow-hard-links", allowed)...); code != 1 || strings.Count(output, "\n") != 1 {
				t.Errorf("%v by another name ends with %d and says %q", command, code, output)
			}
		}
		if code, output := runProgram(t, append(command, "--database", database, "--allow-hard-links", "on")...); code != 0 {
			t.Errorf("%v by the server's name says %q", command, output)
		}
	}
	s.stop(t)
	if got := strings.Count(s.logged(), told); got != 1 {
		t.Errorf("the log tells of the link %d times:\n%s", got, s.logged())
	}

	wantStartRejected(t, "has 2 names (hard links)", "--database", database)
	_, output := runProgram(t, "--database", database)
	find := regexp.MustCompile(`find \S+ -xdev -inum \d+`).FindString(output)
	if find == "" {
		t.Fatalf("%q has no command that finds the names", output)
	}
	if found, err := exec.Command("sh", "-c", find+" 2>/dev/null").Output(); !strings.Contains(string(found), database+"\n") || !strings.Contains(string(found), link+"\n") {
		t.Errorf("%s finds %q (%v)", find, found, err)
	}
	start(t, database, "--allow-hard-links", "on").stop(t)
	if err := os.Remove(link); err != nil {
		t.Fatal(err)
	}
	start(t, database).stop(t)
}

// : whatever the server and others do meanwhile, a program that
// knows nothing of this one finds SQLite's locks. Closing any descriptor of the file
// would drop them, and that program would take the log away under the server.
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
		{"a backup by a link", run("backup", "--database", filepath.Join(folder, "soft.db"), filepath.Join(folder, "c.db"))},
		{"verify", run("verify", "--database", database)},
		{"verify by a link", run("verify", "--database", filepath.Join(folder, "soft.db"))},
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
			t.Fatalf("after %s SQLite's lock on the file is gone", step.name)
		}
		if err := leaveWALMode(t, database); err == nil || !strings.Contains(err.Error(), "locked") {
			t.Fatalf("after %s another program takes the database over (%v)", step.name, err)
		}
		if _, err := os.Stat(database + "-wal"); err != nil {
			t.Fatalf("after %s another program has removed the log: %v", step.name, err)
		}
		n++
		if err := s.record(plainActivity(strconv.Itoa(n))); err != nil {
			t.Errorf("after %s: %v", step.name, err)
		}
	}
	// And the other way round: while that program writes, nobody else does.
	db := plainSQLite(t, database, "_txlock=immediate&_busy_timeout=0")
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	second := plainSQLite(t, database, "_txlock=immediate&_busy_timeout=0")
	if _, err := second.Begin(); err == nil || !strings.Contains(err.Error(), "locked") {
		t.Errorf("a second writer begins: %v", err)
	}
	if err := tx.Rollback(); err != nil {
		t.Error(err)
	}
	s.stop(t)
	wantVerified(t, database)
}

// plainSQLite opens a database as any other program would.
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

// lockedBySQLite tells whether another process has the lock that SQLite has on a file
// for as long as it is open in WAL mode.
func lockedBySQLite(t *testing.T, database string) bool {
	t.Helper()
	f, err := os.OpenFile(database, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	// https://www.sqlite.org/src/file/src/os.h has the places.
	wanted := unix.Flock_t{Type: unix.F_WRLCK, Start: 0x40000000 + 2, Len: 510}
	if err := unix.FcntlFlock(f.Fd(), unix.F_GETLK, &wanted); err != nil {
		t.Fatal(err)
	}
	return wanted.Type != unix.F_UNLCK
}

// leaveWALMode asks for what SQLite grants to the only user of a database: to leave WAL
// mode, by which the log goes.
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
