package test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// TestSignalDuringCommand sends SIGTERM to commands at different points of their work. Each
// must exit with code 1 and one line that says what exists now, and must not leave any
// incomplete file.
func TestSignalDuringCommand(t *testing.T) {
	skipIfShort(t, "commands are not interrupted")
	skipUnderRace(t)
	t.Parallel()
	needStrace(t, "-f", "-e", "inject=pread64:delay_exit=10")
	small := filepath.Join(t.TempDir(), "a.db")
	storeActivities(t, small)
	database := filepath.Join(t.TempDir(), "a.db")
	if err := copyFile(small, database); err != nil {
		t.Fatal(err)
	}
	db := plainSQLite(t, database, "")
	// A database of this size is copied in several steps.
	if _, err := db.Exec("INSERT INTO secrets VALUES ('ballast', zeroblob(20000000))"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	const (
		verify = "itemactivity: verify was interrupted, and has no result for DATABASE\n"
		backup = "itemactivity: the backup was interrupted, and FOLDER/made.db was not written\n"
		start  = "itemactivity: interrupted while opening the database FOLDER/made.db\n"
	)
	for _, test := range []struct {
		command, call string
		at            []int
		// microseconds is the delay of each call, long enough for the signal to arrive
		// before the command has finished.
		microseconds int
		want         string
	}{
		{"verify", "pread64", []int{50, 65, 80}, 3000, verify},
		{"backup", "pread64", []int{60, 100, 400}, 300, backup},
		{"backup", "pwrite64", []int{10, 100, 400}, 300, backup},
		{"migrate", "pwrite64", []int{5, 15, 30}, 5000, start},
		{"serve", "pwrite64", []int{5, 15, 30}, 5000, start},
	} {
		for _, at := range test.at {
			t.Run(fmt.Sprint(test.command, " at ", test.call, " ", at), func(t *testing.T) {
				folder := t.TempDir()
				made := filepath.Join(folder, "made.db")
				args := []string{
					"-f", "-o", os.DevNull, "-e", "trace=" + test.call, "-e", "signal=none",
					"-e", fmt.Sprintf("inject=%s:delay_exit=%d", test.call, test.microseconds), built(t, programWithoutRace), test.command,
				}
				switch test.command {
				case "verify":
					args = append(args, "--database", small)
				case "backup":
					args = append(args, "--database", database, made)
				case "migrate":
					args = append(args, "--database", made)
				default:
					args = append(args, "--database", made, "--addr", "127.0.0.1:0")
				}
				code, output := terminateAfterCalls(t, exec.Command("strace", args...), test.call, at)
				want := strings.NewReplacer("DATABASE", small, "FOLDER", folder).Replace(test.want)
				if code != 1 || output != want {
					t.Errorf("%s exits with %d and prints %q, want %q", test.command, code, output, want)
				}
				if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
					t.Errorf("%s left the files %v (%v)", test.command, left, err)
				}
			})
		}
	}
}

// terminateAfterCalls runs a command under strace, and sends SIGTERM to it when it has made
// a number of read or write calls.
func terminateAfterCalls(t *testing.T, command *exec.Cmd, call string, at int) (code int, output string) {
	t.Helper()
	var out bytes.Buffer
	command.Stdout, command.Stderr = &out, &out
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	tracer := command.Process.Pid
	t.Cleanup(func() { _ = command.Process.Kill() })
	counter := regexp.MustCompile(`(?m)^syscr: (\d+)$`)
	if call == "pwrite64" {
		counter = regexp.MustCompile(`(?m)^syscw: (\d+)$`)
	}
	var traced int
	eventually(t, func() bool {
		children, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%[1]d/children", tracer))
		var err error
		if traced, err = strconv.Atoi(strings.TrimSpace(string(children))); err != nil {
			return false
		}
		io, _ := os.ReadFile(fmt.Sprintf("/proc/%d/io", traced))
		made := counter.FindSubmatch(io)
		return made != nil && number(t, string(made[1])) >= int64(at)
	}, func() string { return fmt.Sprintf("the command has not made %d calls: %s", at, out.String()) })
	if err := syscall.Kill(traced, syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = command.Wait() // ProcessState has the exit code
	return command.ProcessState.ExitCode(), straceLine.ReplaceAllString(out.String(), "")
}

// straceLine matches the messages of strace itself.
var straceLine = regexp.MustCompile(`(?m)^strace: .*\n`)
