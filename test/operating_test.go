package test

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestOperating runs the blocks of docs/operating.md in one folder, and more between them:
// it records something before and after the backup, kills the server, and wants from the
// restored database what the backup has.
func TestOperating(t *testing.T) {
	t.Parallel()
	text, blocks := document(t, "../docs/operating.md")
	folder := t.TempDir()
	followed := 0
	var s *server
	for _, b := range blocks {
		if b.language != "sh" {
			continue
		}
		followed++
		commands, serve := b.text, ""
		if found := regexp.MustCompile(`(?m)^itemactivity (--.*)\n\z`).FindStringSubmatch(b.text); found != nil {
			commands, serve = strings.TrimSuffix(b.text, found[0]), found[1]
		}
		restores := strings.HasPrefix(commands, "mkdir replaced\n")
		if restores {
			createGroup(t, s, folder, "lost")
			s.kill(t) // a stop would remove the write-ahead log
		}
		if s != nil {
			commands = strings.ReplaceAll(commands, shown, s.url)
		}
		said := asOperator(t, folder, commands)
		switch {
		case serve != "":
			command := serving(built(t, program), "itemactivity.db", strings.Fields(serve)...)
			command.Dir = folder
			s = startCommand(t, command)
			createGroup(t, s, folder, "kept")
		case strings.Contains(commands, "curl"):
			if !strings.Contains(said, `"jane"`) {
				t.Errorf("the response does not name the caller: %s", said)
			}
		default:
			if !strings.Contains(said, "no differences") {
				t.Errorf("the commands print %q", said)
			}
		}
		if restores {
			wantFile(t, folder, "replaced/itemactivity.db-wal")
			s = start(t, filepath.Join(folder, "itemactivity.db"), "--keys", filepath.Join(folder, "itemactivity.pub"))
			body, err := s.post(request{Query: `{ me { joinedGroups { nodes { id } } } }`}, bearer(t, folder))
			if err != nil || !strings.Contains(string(body), `"kept"`) || strings.Contains(string(body), `"lost"`) {
				t.Errorf("the restored server responds %s (%v)", body, err)
			}
		}
	}
	if followed != 4 {
		t.Fatalf("%d blocks ran, want 4", followed)
	}

	cron := regexp.MustCompile(`(?m)^15 3 \* \* \* itemactivity cd /var/lib/itemactivity && (.*)$`).FindStringSubmatch(text)
	if cron == nil {
		t.Fatal("the document has no line for cron")
	}
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

// shown is the address of the server in the documents.
const shown = "http://127.0.0.1:8080/"

// asOperator runs commands in a shell that finds the program, and returns their output.
func asOperator(t *testing.T, folder, commands string) string {
	t.Helper()
	shell := exec.Command("sh", "-ec", commands)
	shell.Dir = folder
	shell.Env = append(os.Environ(), "PATH="+filepath.Dir(built(t, program))+string(os.PathListSeparator)+os.Getenv("PATH"))
	said, err := shell.CombinedOutput()
	if err != nil {
		t.Fatalf("%s\n%v: %s", commands, err, said)
	}
	return string(said)
}

func createGroup(t *testing.T, s *server, folder, id string) {
	t.Helper()
	body, err := s.post(request{Query: fmt.Sprintf(`mutation { createGroup(input: {id: %q, displayName: "Team"}) { id } }`, id)}, bearer(t, folder))
	if err != nil || strings.Contains(string(body), `"errors"`) {
		t.Fatalf("%v: %s", err, body)
	}
}

// bearer returns the header with the token that the document makes.
func bearer(t *testing.T, folder string) http.Header {
	t.Helper()
	token, err := os.ReadFile(filepath.Join(folder, "jane.token"))
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(filepath.Join(folder, "jane.token")); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others can read the token: %v (%v)", info.Mode(), err)
	}
	return http.Header{"Authorization": {"Bearer " + strings.TrimSpace(string(token))}}
}

func wantFile(t *testing.T, folder, name string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
		t.Error(err)
	}
}
