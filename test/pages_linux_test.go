package test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// withoutCommands are the pages that have no block marked sh. Blocks that need more than this
// program, such as systemd or Docker, are marked console.
var withoutCommands = []string{"../docs/clients.md", "../docs/graph.md", "../docs/performance.md"}

// notCompared are the beginnings of the blocks of JSON that are not the response to the block
// before them.
var notCompared = []string{`{"status":"not ready",`}

// TestPages pastes the blocks of each page into one shell, from top to bottom, in an empty
// folder. README.md starts the program by make and go; here it is built already.
func TestPages(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("../docs/*.md")
	if err != nil || len(pages) == 0 {
		t.Fatalf("docs has the pages %q (%v)", pages, err)
	}
	for _, path := range append(pages, "../README.md") {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			runPage(t, path, t.TempDir(), strings.NewReplacer("make run", "itemactivity", "go run .", "itemactivity"))
		})
	}
}

// TestReadmeInACopy runs the commands of README.md as they are, in a copy of the repository.
func TestReadmeInACopy(t *testing.T) {
	skipIfShort(t, "the program is built once more")
	skipUnderRace(t)
	copied := copyRepository(t)
	// The Playground is not built: this needs npm and the network.
	copied.write(t, "internal/playground/node_modules/.package-lock.json", nil)
	copied.write(t, "internal/playground/dist/index.html", []byte("built elsewhere"))
	runPage(t, "../README.md", copied.folder, strings.NewReplacer())
}

// session is the beginning of the shell's script. A command that serves runs in the
// background, instead of the one before it, since the page has it in another terminal.
const session = `set -m
server=
stop() {
	[ -n "$server" ] || return 0
	kill -INT -- "-$server"
	wait "$server" || true
	server=
	grep -q 'msg=stopped' "$OUT/log" || { cat "$OUT/log" >&2; return 1; }
}
serve() {
	stop
	: >"$OUT/log" # the log of the server before must not be read
	"$@" </dev/null 2>"$OUT/log" & server=$!
	until grep -q 'msg=listening' "$OUT/log"; do
		kill -0 "$server" || { cat "$OUT/log" >&2; return 1; }
		sleep 0.1
	done
}
`

// serves matches a command that serves until it is stopped.
var serves = regexp.MustCompile(`(?m)^((?:[A-Z_]+=\S+ )*)((?:itemactivity|go run \.|make run)(?: (?:serve|--[a-z-]+ [^|>;&]*))*)$`)

// runPage runs the blocks of a page in a folder, and compares each response with the block
// of JSON that follows.
func runPage(t *testing.T, path, folder string, replaced *strings.Replacer) {
	t.Helper()
	_, blocks := document(t, path)
	out := t.TempDir()
	script, ran := strings.Builder{}, 0
	script.WriteString(session)
	for i, b := range blocks {
		if b.language == "bash" || b.language == "shell" {
			t.Errorf("%s, line %d: the block is marked %s, and not sh or console", path, b.line, b.language)
		}
		if b.language != "sh" {
			continue
		}
		ran++
		if b.stopped {
			script.WriteString("stop\n")
		}
		commands := serves.ReplaceAllString(replaced.Replace(b.text), "${1}serve ${2}")
		fmt.Fprintf(&script, "echo 'the block in line %d' >\"$OUT/at\"\n{\n%s} >\"$OUT/%d\"\n", b.line, commands, i)
	}
	script.WriteString("stop\n")
	if expected := !slices.Contains(withoutCommands, path); expected != (ran > 0) {
		t.Fatalf("%s has %d blocks to run", path, ran)
	}
	if err := inOwnNetwork(t, folder, out, script.String()); err != nil {
		at, _ := os.ReadFile(filepath.Join(out, "at"))
		t.Fatalf("%s, %s: %v", path, strings.TrimSpace(string(at)), err)
	}
	wantSecret(t, path, folder)
	compared, tables := 0, 0
	for i, b := range blocks {
		if b.language == "json" && (i == 0 || !blocks[i-1].sendsRequest()) &&
			!slices.ContainsFunc(notCompared, func(begin string) bool { return strings.HasPrefix(b.text, begin) }) {
			t.Errorf("%s, line %d: the block of JSON is not compared, because no request is before it", path, b.line)
		}
		if !b.sendsRequest() {
			continue
		}
		printed, err := os.ReadFile(filepath.Join(out, strconv.Itoa(i)))
		if err != nil {
			t.Fatal(err)
		}
		var want any
		if i+1 < len(blocks) && blocks[i+1].language == "json" {
			compared++
			if err := json.Unmarshal([]byte(blocks[i+1].text), &want); err != nil {
				t.Fatalf("%s, line %d: %v", path, blocks[i+1].line, err)
			}
		}
		where := fmt.Sprintf("%s, line %d", path, b.line)
		if responses := wantPrinted(t, where, printed, want); b.table != nil && len(responses) > 0 {
			tables++
			wantTable(t, where, b.table, responses[len(responses)-1])
		}
	}
	if path == "../README.md" && tables == 0 {
		t.Errorf("%s shows no table of a response", path)
	}
	t.Logf("%s: %d blocks ran, %d responses and %d tables compared", path, ran, compared, tables)
}

// wantSecret wants private keys and tokens that the commands of a page write to be readable
// by their owner only.
func wantSecret(t *testing.T, path, folder string) {
	t.Helper()
	for _, pattern := range []string{"*.key", "*.token"} {
		written, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range written {
			if info, err := os.Stat(name); err != nil || info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s: others can read %s (%v)", path, filepath.Base(name), err)
			}
		}
	}
}

// inOwnNetwork runs a script in a network of its own, where the addresses of the pages are
// free, and in which no process outlives it.
func inOwnNetwork(t *testing.T, folder, out, script string) error {
	t.Helper()
	limited, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	arguments := []string{"--net", "--pid", "--fork", "--kill-child"}
	if os.Geteuid() != 0 {
		arguments = append(arguments, "--user", "--map-root-user")
	}
	if said, err := exec.Command("unshare", append(arguments, "ip", "link", "set", "lo", "up")...).CombinedOutput(); err != nil {
		t.Skipf("there is no network namespace here: %v: %s", err, said)
	}
	arguments = append(arguments, "bash", "-c", `ip link set lo up && exec bash -eu -o pipefail -c "$1"`, "bash", script)
	shell := exec.CommandContext(limited, "unshare", arguments...)
	shell.Dir = folder
	shell.Env = append(os.Environ(), "OUT="+out, "PATH="+filepath.Dir(built(t, program))+string(os.PathListSeparator)+os.Getenv("PATH"))
	said, err := shell.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w: %s", err, said)
	}
	return nil
}

// sendsRequest returns whether the commands of a block send a request.
func (b block) sendsRequest() bool { return b.language == "sh" && strings.Contains(b.text, "curl") }

// wantPrinted wants responses without errors in the output of a block. If the page shows a
// response, it must be the only one. wantPrinted returns the responses.
func wantPrinted(t *testing.T, where string, printed []byte, want any) (responses []any) {
	t.Helper()
	// Other commands of the block may print something before.
	begin := max(0, bytes.IndexByte(printed, '{'))
	for decoder := json.NewDecoder(bytes.NewReader(printed[begin:])); ; {
		var got any
		if err := decoder.Decode(&got); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Errorf("%s prints %s: %v", where, printed, err)
			return nil
		}
		responses = append(responses, got)
		response, _ := got.(map[string]any)
		if response["errors"] != nil || response["error"] != nil {
			t.Errorf("a request of %s is rejected: %s", where, printed)
		}
	}
	switch {
	case len(responses) == 0:
		t.Errorf("%s prints no response: %s", where, printed)
	case want != nil && len(responses) > 1:
		t.Errorf("%s shows one response and prints %d: %s", where, len(responses), printed)
	case want != nil:
		wantShown(t, where, want, responses[0])
	}
	return responses
}
