package test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// nobody is the id of a user without permissions.
const nobody = 65534

// asNobody makes a command run as that user. It skips the test if the process is not root.
func asNobody(t *testing.T, command *exec.Cmd) *exec.Cmd {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can run a program as another user")
	}
	command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	return command
}

// nobodysFolder returns a folder that belongs to that user, and a copy of the program that
// the user can run.
func nobodysFolder(t *testing.T) (folder, program string) {
	t.Helper()
	// Another user cannot enter the parent folder of t.TempDir.
	folder, err := os.MkdirTemp("", "itemactivity-nobody-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	program = filepath.Join(folder, "itemactivity")
	binary, err := os.ReadFile(built(t, programWithoutRace))
	if err := errors.Join(err, os.WriteFile(program, binary, 0o755), os.Chmod(folder, 0o755)); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(folder, "data")
	if err := errors.Join(os.Mkdir(data, 0o700), os.Chown(data, nobody, nobody)); err != nil && os.Geteuid() == 0 {
		t.Fatal(err)
	}
	return data, program
}

// TestAdministratorCommandsKeepFileOwner: root runs migrate, verify and backup on the
// database of another user. Every file that a command creates beside the database must
// belong to that user, and a server of that user must be able to write afterwards.
func TestAdministratorCommandsKeepFileOwner(t *testing.T) {
	t.Parallel()
	folder, program := nobodysFolder(t)
	database := filepath.Join(folder, "a.db")
	if code, output := runCommand(t, asNobody(t, exec.Command(program, "migrate", "--database", database))); code != 0 {
		t.Fatal(output)
	}
	for _, command := range [][]string{
		{"migrate"}, {"verify"}, {"backup", filepath.Join(t.TempDir(), "b.db")},
	} {
		for _, suffix := range []string{".lock", "-wal", "-shm"} {
			_ = os.Remove(database + suffix)
		}
		if code, output := runCommand(t, exec.Command(program, append(command, "--database", database)...)); code != 0 {
			t.Errorf("%s as root failed: %q", command[0], output)
		}
		entries, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			info, err := entry.Info()
			if err != nil {
				t.Fatal(err)
			}
			if owner := info.Sys().(*syscall.Stat_t); owner.Uid != nobody || owner.Gid != nobody {
				t.Errorf("after %s, %s belongs to user %d and group %d", command[0], entry.Name(), owner.Uid, owner.Gid)
			}
		}
		s := startCommand(t, asNobody(t, serving(program, database)))
		if err := s.record(plainActivity(command[0])); err != nil {
			t.Error(err)
		}
		s.stop(t)
	}
}

// TestLockFileOfAnotherUser: an earlier version that ran as root can leave a lock file that
// belongs to root. The error message must name the file, its owner and the remedy, and no
// database may be created.
func TestLockFileOfAnotherUser(t *testing.T) {
	t.Parallel()
	folder, program := nobodysFolder(t)
	database := filepath.Join(folder, "a.db")
	if err := os.WriteFile(database+".lock", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	code, output := runCommand(t, asNobody(t, exec.Command(program, "migrate", "--database", database)))
	if code != 1 || strings.Count(output, "\n") != 1 || !strings.Contains(output, database+".lock belongs to the user root") || !strings.Contains(output, "remove it") {
		t.Errorf("migrate exits with %d and prints %q", code, output)
	}
	if _, err := os.Stat(database); err == nil {
		t.Error("migrate has created a database")
	}
}

// TestMissingPermissions: if a file or folder cannot be opened or written, the error message
// must name it and its owner in one line.
func TestMissingPermissions(t *testing.T) {
	t.Parallel()
	folder, program := nobodysFolder(t)
	ofRoot := filepath.Join(folder, "root.db")
	unwritable := filepath.Join(filepath.Dir(folder), "unwritable")
	locked := filepath.Join(unwritable, "a.db")
	if code, output := runCommand(t, asNobody(t, exec.Command(program, "migrate", "--database", filepath.Join(folder, "a.db")))); code != 0 {
		t.Fatal(output)
	}
	if err := errors.Join(
		os.WriteFile(ofRoot, nil, 0o600), os.Mkdir(unwritable, 0o755),
		copyFile(filepath.Join(folder, "a.db"), locked), os.Chown(locked, nobody, nobody),
	); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		command, database, want string
	}{
		{"migrate", ofRoot, ofRoot + " belongs to the user root, and this process runs as the user nobody"},
		{"verify", ofRoot, ofRoot + " belongs to the user root, and this process runs as the user nobody"},
		{"migrate", locked, unwritable + " belongs to the user root"},
		{"migrate", filepath.Join(unwritable, "new.db"), unwritable + " belongs to the user root"},
		{"verify", locked, "permission to write there"},
	} {
		code, output := runCommand(t, asNobody(t, exec.Command(program, test.command, "--database", test.database)))
		if code != 1 || strings.Count(output, "\n") != 1 || !strings.Contains(output, test.want) {
			t.Errorf("%s of %s exits with %d and prints %q, want %q", test.command, test.database, code, output, test.want)
		}
	}
}

// remount mounts a tmpfs again, as read-only or as writable.
func remount(t *testing.T, folder string, readOnly bool) {
	t.Helper()
	flags := uintptr(unix.MS_REMOUNT)
	if readOnly {
		flags |= unix.MS_RDONLY
	}
	if err := unix.Mount("none", folder, "tmpfs", flags, ""); err != nil {
		t.Fatal(err)
	}
}

// TestReadOnlyDisk: verify and backup work on a read-only disk if the server stopped
// cleanly. After a crash, the write-ahead log still has to be applied, which needs a
// writable disk: verify and backup must say so and must not ignore the log. serve and
// migrate must exit with an error.
func TestReadOnlyDisk(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	mount(t, "none", folder, "tmpfs", 0, "size=32m")
	database := filepath.Join(folder, "a.db")
	s := start(t, database)
	if err := s.record(plainActivity("one")); err != nil {
		t.Fatal(err)
	}
	s.kill(t)
	if err := os.Remove(database + "-shm"); err != nil {
		t.Fatal(err)
	}
	remount(t, folder, true)
	backup := filepath.Join(t.TempDir(), "b.db")
	for _, command := range [][]string{{"verify"}, {"backup", backup}} {
		code, output := runProgram(t, append(command, "--database", database)...)
		if code != 1 || strings.Count(output, "\n") != 1 || !strings.Contains(output, database+" is on a read-only disk and has a write-ahead log") {
			t.Errorf("%s of a database with a write-ahead log exits with %d and prints %q", command[0], code, output)
		}
	}
	remount(t, folder, false)
	start(t, database).stop(t)
	remount(t, folder, true)
	wantVerified(t, database)
	if err := runBackup(t, database, backup); err != nil {
		t.Error(err)
	}
	wantVerified(t, backup)
	for _, command := range [][]string{{"serve", "--addr", "127.0.0.1:0"}, {"migrate"}} {
		code, output := runProgram(t, append(command, "--database", database)...)
		if code != 1 || output != "itemactivity: cannot open the database "+database+": read-only file system\n" {
			t.Errorf("%v exits with %d and prints %q", command, code, output)
		}
	}
}

// TestNotReadyAfterRejectedMutation: the disk has enough space for the write of the
// readiness check, but not for a mutation. After the mutation is rejected, the server must
// not become ready until there is enough space, although the check would succeed.
func TestNotReadyAfterRejectedMutation(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	mount(t, "none", folder, "tmpfs", 0, "size=64m")
	database, ballast := filepath.Join(folder, "a.db"), filepath.Join(folder, "ballast")
	s := start(t, database)
	if err := s.record(plainActivity("before")); err != nil {
		t.Fatal(err)
	}
	var disk unix.Statfs_t
	if err := unix.Statfs(folder, &disk); err != nil {
		t.Fatal(err)
	}
	// The remaining blocks are enough for the readiness checks of a minute.
	const left = 16
	if err := os.WriteFile(ballast, make([]byte, (int64(disk.Bfree)-left)*disk.Bsize), 0o600); err != nil {
		t.Fatal(err)
	}
	var inputs []any
	for i := range 300 {
		inputs = append(inputs, map[string]any{
			"groupId": "example-group", "activityId": "example-activity", "statId": allTime, "input": distinctActivity(strings.Repeat("x", 40), i).input(),
		})
		delete(inputs[i].(map[string]any)["input"].(map[string]any), "id")
	}
	err := s.ask(`mutation ($inputs: [CreateItemActivityInput!]!) { createItemActivities(inputs: $inputs) { activity { id } } }`, map[string]any{"inputs": inputs}, new(any))
	if err == nil || !strings.Contains(err.Error(), "UNAVAILABLE") {
		t.Fatalf("a bulk mutation on a full disk returns %v, want UNAVAILABLE", err)
	}
	for range 100 {
		if got := s.ready(t, s.url); got.Status != "not ready" || got.Checks["database"] == "ok" {
			t.Fatalf("readiness on a full disk is %+v", got)
		}
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	s.waitForStatus(t, "ready")
	if err := s.record(plainActivity("after")); err != nil {
		t.Error(err)
	}
	s.stop(t)
	wantVerified(t, database)
}

// TestStartOnFullDisk: a start on a full disk must print one line that says so, and must not
// leave any new file.
func TestStartOnFullDisk(t *testing.T) {
	t.Parallel()
	for _, size := range []string{"8k", "40k", "200k"} {
		folder := filepath.Join(t.TempDir(), "disk")
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		mount(t, "none", folder, "tmpfs", 0, "size="+size)
		database := filepath.Join(folder, "a.db")
		code, output := runProgram(t, "--database", database, "--addr", "127.0.0.1:0")
		if code != 1 || !strings.HasSuffix(output, "itemactivity: "+database+": the disk is full: free some space and try again; the database has lost no data\n") || strings.Count(output, "\n") != 1 {
			t.Errorf("on a disk of %s the start exits with %d and prints %q", size, code, output)
		}
		if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
			t.Errorf("the start left the files %v (%v)", left, err)
		}
	}
}
