package test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestRestore follows the sections Backup and Restore of docs/operating.md. The restored
// database must have what was recorded before the backup, and not what was recorded after it.
// The write-ahead log of a killed server must be moved away with its database.
func TestRestore(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	database := filepath.Join(folder, "itemactivity.db")
	s := start(t, database)
	s.createGroup(t, "kept")
	if said := asOperator(t, folder, operatingBlock(t, "itemactivity backup ")); !strings.Contains(said, "no differences") {
		t.Errorf("the commands of the backup print %q", said)
	}
	s.createGroup(t, "lost")
	s.kill(t) // a stop would remove the write-ahead log
	if said := asOperator(t, folder, operatingBlock(t, "mkdir replaced\n")); !strings.Contains(said, "no differences") {
		t.Errorf("the commands of the restore print %q", said)
	}
	if _, err := os.Stat(filepath.Join(folder, "replaced", "itemactivity.db-wal")); err != nil {
		t.Error(err)
	}
	s = start(t, database)
	var got struct{ Kept, Lost *struct{ ID string } }
	s.graphql(t, `{ kept: group(id: "kept") { id } lost: group(id: "lost") { id } }`, nil, &got)
	if got.Kept == nil || got.Lost != nil {
		t.Errorf("the restored database has %+v", got)
	}
	s.stop(t)
}

// TestCron: the line for cron in docs/operating.md must make a backup and print nothing.
func TestCron(t *testing.T) {
	t.Parallel()
	text, _ := document(t, "../docs/operating.md")
	cron := regexp.MustCompile(`(?m)^15 3 \* \* \* itemactivity cd /var/lib/itemactivity && (.*)$`).FindStringSubmatch(text)
	if cron == nil {
		t.Fatal("the document has no line for cron")
	}
	folder := t.TempDir()
	s := start(t, filepath.Join(folder, "itemactivity.db"))
	if err := os.Mkdir(filepath.Join(folder, "backups"), 0o700); err != nil {
		t.Fatal(err)
	}
	if said := asOperator(t, folder, strings.ReplaceAll(cron[1], `\%`, "%")); said != "" {
		t.Errorf("cron would send a mail: %s", said)
	}
	made, err := filepath.Glob(filepath.Join(folder, "backups", "20??-??-??.db"))
	if err != nil || len(made) != 1 {
		t.Fatalf("cron made the files %q (%v)", made, err)
	}
	wantVerified(t, made[0])
	s.stop(t)
}

// operatingBlock returns the commands of the block in docs/operating.md that begins with a
// text.
func operatingBlock(t *testing.T, begin string) string {
	t.Helper()
	_, blocks := document(t, "../docs/operating.md")
	for _, b := range blocks {
		if b.language == "sh" && strings.HasPrefix(b.text, begin) {
			return b.text
		}
	}
	t.Fatalf("no block begins with %q", begin)
	return ""
}

// asOperator runs commands in a shell that finds the program, and returns their output.
func asOperator(t *testing.T, folder, commands string) string {
	t.Helper()
	shell := exec.Command("sh", "-ec", commands)
	shell.Dir = folder
	shell.Env = append(os.Environ(), "PATH="+filepath.Dir(built(t, program))+string(os.PathListSeparator)+os.Getenv("PATH"))
	code, said := runCommand(t, shell)
	if code != 0 {
		t.Fatalf("%s\nexit code %d: %s", commands, code, said)
	}
	return said
}

func (s *server) createGroup(t *testing.T, id string) {
	t.Helper()
	s.graphql(t, fmt.Sprintf(`mutation { createGroup(input: {id: %q, displayName: "Team"}) { id } }`, id), nil, new(any))
}
