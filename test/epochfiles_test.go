package test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestFilesOfBackup serves files that were made from a backup in different ways. Each must
// reject the cursors of activities that it does not contain.
func TestFilesOfBackup(t *testing.T) {
	t.Parallel()
	_, backup, kept, lost := lostAfterBackup(t)
	run := func(t *testing.T, args ...string) {
		t.Helper()
		if code, said := runProgram(t, args...); code != 0 {
			t.Fatalf("%q exits with %d: %s", args, code, said)
		}
	}
	for _, test := range []struct {
		name string
		make func(t *testing.T, file string)
	}{
		{"a copy", func(t *testing.T, file string) {
			t.Helper()
			if err := copyFile(backup, file); err != nil {
				t.Fatal(err)
			}
		}},
		{"a backup of the backup", func(t *testing.T, file string) {
			t.Helper()
			run(t, "backup", "--database", backup, file)
		}},
		{"a backup of a plain copy, as in docs/operating.md", func(t *testing.T, file string) {
			t.Helper()
			folder := filepath.Dir(file)
			if err := copyFile(filepath.Join(filepath.Dir(backup), "copy.db"), filepath.Join(folder, "itemactivity.db")); err != nil {
				t.Fatal(err)
			}
			asOperator(t, folder, operatingBlock(t, "mkdir copy\nmv itemactivity.db* copy/\n"))
			if err := os.Rename(filepath.Join(folder, "itemactivity.db"), file); err != nil {
				t.Fatal(err)
			}
		}},
		{"a copy that was read", func(t *testing.T, file string) {
			t.Helper()
			if err := copyFile(backup, file); err != nil {
				t.Fatal(err)
			}
			before := readFile(t, file)
			wantVerified(t, file)
			run(t, "backup", "--database", file, file+".copy")
			if !bytes.Equal(readFile(t, file), before) {
				t.Error("verify or backup has changed the file")
			}
		}},
		{"a copy that was migrated", func(t *testing.T, file string) {
			t.Helper()
			if err := copyFile(backup, file); err != nil {
				t.Fatal(err)
			}
			run(t, "migrate", "--database", file)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "c.db")
			test.make(t, file)
			s := start(t, file)
			recordAll(t, s, "new", "newer")
			wantRejected(t, s, kept)
			wantRejected(t, s, lost)
			first := cursorsOf(t, s, "new", recordedLists)
			// A backup of the restored database is restored.
			again := filepath.Join(t.TempDir(), "d.db")
			run(t, "backup", "--database", file, again)
			wantContinued(t, s, "new", first)
			s.stop(t)
			s = start(t, again)
			wantRejected(t, s, first)
			wantRejected(t, s, lost)
			wantContinued(t, s, "new", cursorsOf(t, s, "new", recordedLists))
			s.stop(t)
		})
	}
}

// TestKillWhileBackupIsOpened kills the server at each write and each sync with which it opens
// a backup for the first time. The next server must reject the cursors of activities that the
// backup does not contain.
func TestKillWhileBackupIsOpened(t *testing.T) {
	skipIfShort(t, "the server is not killed")
	t.Parallel()
	needStrace(t, "-f", "-e", "inject=pwrite64:signal=KILL")
	_, backup, kept, lost := lostAfterBackup(t)
	killed := 0
	for _, call := range []string{"pwrite64", "fdatasync"} {
		for n := 1; ; n++ {
			file := filepath.Join(t.TempDir(), "c.db")
			if err := copyFile(backup, file); err != nil {
				t.Fatal(err)
			}
			inject := fmt.Sprintf("inject=%s:signal=KILL:when=%d", call, n)
			args := []string{"-f", "-o", os.DevNull, "-e", "trace=" + call, "-e", "signal=none", "-e", inject, built(t, programWithoutRace)}
			// migrate opens the database as the server does, and ends.
			code, said := runCommand(t, exec.Command("strace", append(args, "migrate", "--database", file)...))
			s := start(t, file)
			recordAll(t, s, "new", "newer")
			wantRejected(t, s, kept)
			wantRejected(t, s, lost)
			s.stop(t)
			if code == 0 {
				break
			}
			if killed++; n > 100 {
				t.Fatalf("migrate does not end without a %s: %s", call, said)
			}
		}
	}
	if killed < 3 {
		t.Errorf("migrate was killed %d times only", killed)
	}
}

// TestPartialBackup serves the file of a backup that was killed when it synced the file, before
// the file had its name.
func TestPartialBackup(t *testing.T) {
	t.Parallel()
	needStrace(t, "-f", "-e", "inject=fsync:signal=KILL")
	folder := t.TempDir()
	database := filepath.Join(folder, "a.db")
	s := start(t, database)
	recordAll(t, s, "one", "two")
	command := exec.Command("strace", "-f", "-o", os.DevNull, "-e", "trace=fsync", "-e", "signal=none", "-e", "inject=fsync:signal=KILL:when=1",
		built(t, programWithoutRace), "backup", "--database", database, filepath.Join(folder, "b.db"))
	if code, said := runCommand(t, command); code == 0 {
		t.Fatalf("the backup was not killed: %s", said)
	}
	recordAll(t, s, "lost")
	lost := cursorsOf(t, s, "lost", recordedLists)
	s.stop(t)
	partial, err := filepath.Glob(filepath.Join(folder, "b.db.*.partial"))
	if err != nil || len(partial) != 1 {
		t.Fatalf("the backup has left %q (%v)", partial, err)
	}
	s = start(t, partial[0])
	recordAll(t, s, "new", "newer")
	wantRejected(t, s, lost)
	s.stop(t)
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		t.Fatal(err)
	}
	return content
}
