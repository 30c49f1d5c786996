package test

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestBackupUnderLoad makes a backup while clients record activities. The backup must be a
// snapshot. It must have everything that was acknowledged before it began. If it does not
// have an activity, it must not have any later one either. A server that is started on the
// backup must accept the clients' retries.
func TestBackupUnderLoad(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	database, backup := filepath.Join(folder, "a.db"), filepath.Join(folder, "b.db")
	clients := newRecordingClients()
	s := start(t, database)
	before := map[string]activity{}
	clients.work(t, s, "load", 400, func() {
		clients.mu.Lock()
		maps.Copy(before, clients.acknowledged)
		clients.mu.Unlock()
		if err := runBackup(t, database, backup); err != nil {
			t.Error(err)
		}
		s.kill(t)
	})
	wantVerified(t, backup)
	checkFile(t, backup)

	s = start(t, backup)
	inBackup := map[string]recorded{}
	walk(t, s, allTime, 100, func(r recorded) {
		inBackup[r.ID] = r
		if err := r.matches(clients.sent[r.ID]); err != nil {
			t.Error(err)
		}
	})
	for id := range before {
		if _, ok := inBackup[id]; !ok {
			t.Errorf("%s was acknowledged before the backup, and is not in it", id)
		}
	}
	live := start(t, database)
	// firstMissing is the earliest time of an activity that is not in the backup.
	firstMissing, missing := "9", 0
	walk(t, live, allTime, 100, func(r recorded) {
		if _, ok := inBackup[r.ID]; !ok {
			firstMissing = min(firstMissing, r.RecordedDateTime)
			missing++
		}
	})
	for id, r := range inBackup {
		if r.RecordedDateTime > firstMissing {
			t.Errorf("%s, recorded at %s, is in the backup, and an activity recorded at %s is not", id, r.RecordedDateTime, firstMissing)
		}
	}
	if missing == 0 {
		t.Error("no activity was recorded after the backup: the test has proved nothing")
	}
	t.Logf("%d activities were acknowledged before the backup, %d are in it, %d are not", len(before), len(inBackup), missing)
	live.stop(t)

	// The clients retry everything, as after a restore.
	clients.acknowledged = map[string]activity{}
	clients.repeat(t, s)
	clients.check(t, s)
	s.stop(t)
	wantVerified(t, backup)
}

// runBackup makes a backup of a database to a file.
func runBackup(t *testing.T, database, file string) error {
	t.Helper()
	output, err := exec.Command(built(t, program), "backup", "--database", database, file).CombinedOutput()
	if err != nil || !strings.HasPrefix(string(output), "Backed up ") {
		return fmt.Errorf("backup prints %q (%w)", output, err)
	}
	return nil
}

// wantVerified fails the test if the command verify finds an error in a database.
func wantVerified(t *testing.T, database string) {
	t.Helper()
	output, err := exec.Command(built(t, program), "verify", "--database", database).CombinedOutput()
	if err != nil || !strings.HasSuffix(string(output), "no differences.\n") {
		t.Errorf("verify prints %q (%v)", output, err)
	}
}

// TestFailedBackup makes a system call of a backup fail, or kills the program during the
// call. An incomplete backup must never have the name of the backup. After an error, no
// file may remain; after a kill, only a file named .partial may remain. The server on the
// database must not be affected.
func TestFailedBackup(t *testing.T) {
	t.Parallel()
	needStrace(t, "-f", "-e", "inject=linkat:signal=KILL")
	database := filepath.Join(t.TempDir(), "a.db")
	s := start(t, database)
	if err := s.record(plainActivity("one")); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, inject, want string }{
		{"the disk is full", "pwrite64:error=ENOSPC:when=5+", `^itemactivity: cannot write the backup \S*b\.db: the disk is full\n$`},
		{"the disk does not write", "pwrite64:error=EIO:when=9", `^itemactivity: cannot write the backup \S*b\.db: disk I/O error\n$`},
		{"the disk does not sync", "fsync:error=EIO:when=1", `^itemactivity: cannot write the backup \S*b\.db: sync \S*: input/output error\n$`},
		{"the folder does not sync", "fsync:error=EIO@folder", `^itemactivity: cannot write the backup \S*b\.db: sync \S*: input/output error\n$`},
		{"killed at the first page", "pwrite64:signal=KILL:when=1", ""},
		{"killed half-way", "pwrite64:signal=KILL:when=20", ""},
		{"killed before it is on the disk", "fsync:signal=KILL:when=1", ""},
		{"killed before it has its name", "linkat:signal=KILL", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			folder := t.TempDir()
			inject, of, _ := strings.Cut(test.inject, "@")
			call, _, _ := strings.Cut(inject, ":")
			args := []string{"-f", "-o", os.DevNull, "-e", "trace=" + call, "-e", "signal=none", "-e", "inject=" + inject}
			if of != "" {
				// strace counts the calls of each thread, and any thread may sync the
				// folder: the path selects the call.
				args = append(args, "-P", folder)
			}
			args = append(args, built(t, programWithoutRace), "backup", "--database", database, filepath.Join(folder, "b.db"))
			output, err := exec.Command("strace", args...).CombinedOutput()
			if err == nil || !regexp.MustCompile(test.want).Match(output) {
				t.Errorf("backup prints %q (%v), want %s", output, err, test.want)
			}
			entries, err := os.ReadDir(folder)
			if err != nil {
				t.Fatal(err)
			}
			killed := test.want == ""
			if len(entries) > 0 && !killed {
				t.Errorf("the backup left the file %s", entries[0].Name())
			}
			for _, entry := range entries {
				// The call may be complete before the signal arrives.
				if entry.Name() == "b.db" && call == "linkat" {
					wantVerified(t, filepath.Join(folder, "b.db"))
				} else if !regexp.MustCompile(`^b\.db\.\d+\.partial$`).MatchString(entry.Name()) {
					t.Errorf("the killed backup left the file %s", entry.Name())
				}
			}
		})
	}
	// The server still writes.
	if err := s.record(plainActivity("two")); err != nil {
		t.Error(err)
	}
	s.stop(t)
	wantVerified(t, database)
}
