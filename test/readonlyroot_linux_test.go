package test

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// inContainer returns a command that runs as in the container image: as a user without
// rights, in a root file system that is read-only but for the folder.
func inContainer(t *testing.T, folder string, arguments ...string) *exec.Cmd {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only an administrator can mount")
	}
	const script = `mount --bind "$1" "$1"
mount -o remount,bind,ro /
cd "$1"
user=$2
shift 2
exec setpriv --reuid "$user" --regid "$user" --clear-groups --inh-caps=-all --bounding-set=-all --no-new-privs "$@"`
	shell := []string{"--mount", "--propagation", "private", "sh", "-euc", script, "sh", folder, strconv.Itoa(nobody)}
	command := exec.Command("unshare", append(shell, arguments...)...)
	command.Env = append(os.Environ(), "SQLITE_TMPDIR="+folder)
	return command
}

// TestReadOnlyRoot serves, backs up and verifies where only the folder of the database
// can be written.
func TestReadOnlyRoot(t *testing.T) {
	t.Parallel()
	folder, program := nobodysFolder(t)
	if code, said := runCommand(t, inContainer(t, folder, "touch", program+".new")); code == 0 || !strings.Contains(said, "Read-only") {
		t.Fatalf("a file beside the folder can be made: %s", said)
	}

	s := startCommand(t, inContainer(t, folder, program, "--addr", "127.0.0.1:0"))
	body, err := s.post(request{Query: `mutation { createGroup(input: {displayName: "Team"}) { displayName } }`}, nil)
	if want := `{"data":{"createGroup":{"displayName":"Team"}}}`; err != nil || strings.TrimSpace(string(body)) != want {
		t.Errorf("the response is %s (%v), want %s", body, err, want)
	}
	for _, arguments := range [][]string{{"verify"}, {"backup", "backup.db"}, {"verify", "--database", "backup.db"}} {
		if code, said := runCommand(t, inContainer(t, folder, append([]string{program}, arguments...)...)); code != 0 {
			t.Errorf("%v fails: %s", arguments, said)
		}
	}
	s.stop(t)
}
