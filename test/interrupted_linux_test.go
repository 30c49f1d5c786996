package test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestInterrupted sends SIGTERM to commands at many places of their work. Each ends
// with one sentence that says what there is now, and leaves nothing half-made.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	needStrace(t, "-f", "-e", "inject=pread64:signal=TERM:delay_exit=10:when=1")
	database := filepath.Join(t.TempDir(), "a.db")
	stored(t, database)
	db := plainSQLite(t, database, "")
	// It is copied in several steps.
	if _, err := db.Exec("INSERT INTO secrets VALUES ('ballast', zeroblob(20000000))"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		command, call string
		at            []int
		stopped       string
	}{
		{"verify", "pread64", []int{20, 40, 60, 100, 200, 1000}, "itemactivity: verify was stopped before it was done, and says nothing about DATABASE\n"},
		{"backup", "pread64", []int{20, 40, 60}, "itemactivity: the backup was stopped before it was done: there is no FOLDER/made.db\n"},
		{"backup", "pwrite64", []int{10, 100, 1000, 3000}, "itemactivity: the backup was stopped before it was done: there is no FOLDER/made.db\n"},
		{"migrate", "pwrite64", []int{10, 20, 40}, "itemactivity: FOLDER/made.db: stopped before the new database was made\n"},
		{"serve", "pwrite64", []int{10, 20, 40}, "itemactivity: FOLDER/made.db: stopped before the new database was made\n"},
	} {
		for _, at := range test.at {
			t.Run(fmt.Sprint(test.command, " at ", test.call, " ", at), func(t *testing.T) {
				t.Parallel()
				folder := t.TempDir()
				made := filepath.Join(folder, "made.db")
				args := []string{
					"-f", "-o", os.DevNull, "-e", "trace=" + test.call, "-e", "signal=none",
					// The delay lets the signal arrive before the work is done.
					"-e", fmt.Sprintf("inject=%s:signal=TERM:delay_exit=100000:when=%d", test.call, at),
					built(t, plain), test.command,
				}
				switch test.command {
				case "verify":
					args = append(args, "--database", database)
				case "backup":
					args = append(args, "--database", database, made)
				default:
					args = append(args, "--database", made, "--addr", "127.0.0.1:0")
				}
				code, said := ends(t, exec.Command("strace", args...))
				want := strings.NewReplacer("DATABASE", database, "FOLDER", folder).Replace(test.stopped)
				if code != 1 || said != want {
					t.Errorf("it ends with %d and says %q, want %q", code, said, want)
				}
				if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
					t.Errorf("%v is left (%v)", left, err)
				}
			})
		}
	}
}
