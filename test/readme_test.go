package test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// block is a block of code in a document.
type block struct{ language, text string }

var fence = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$")

func readme(t *testing.T) (text string, blocks []block) {
	t.Helper()
	return document(t, "../README.md")
}

func document(t *testing.T, path string) (text string, blocks []block) {
	t.Helper()
	read, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range fence.FindAllStringSubmatch(string(read), -1) {
		blocks = append(blocks, block{found[1], found[2]})
	}
	return string(read), blocks
}

// TestReadmeRequests runs the README's requests as a reader would, by copy and
// paste, and wants the answers that it shows.
func TestReadmeRequests(t *testing.T) {
	_, blocks := readme(t)
	s := start(t, filepath.Join(t.TempDir(), "readme.db"))
	requests := 0
	for i, b := range blocks {
		if b.language != "sh" || !strings.Contains(b.text, "curl") || strings.Contains(b.text, "TOKEN") {
			continue
		}
		requests++
		got := asReader(t, b.text, s, "")
		if i+1 < len(blocks) && blocks[i+1].language == "json" {
			wantShown(t, blocks[i+1].text, got)
		}
	}
	if requests < 2 {
		t.Errorf("the README has %d requests: it should write and read back", requests)
	}
	s.stop(t)
}

// shown is the server that the README's requests ask.
const shown = "http://127.0.0.1:8080/"

// asReader pastes a block of the README into a shell in a folder, which asks our
// server, and returns what it answers.
func asReader(t *testing.T, text string, s *server, folder string) any {
	t.Helper()
	if !strings.Contains(text, shown) {
		t.Fatalf("this asks another server:\n%s", text)
	}
	text = strings.ReplaceAll(text, "go run .", built(t, program))
	shell := exec.Command("sh", "-ec", strings.ReplaceAll(text, shown, s.url))
	shell.Dir = folder
	said, err := shell.Output()
	if err != nil {
		t.Fatal(err)
	}
	var got any
	if err := json.Unmarshal(said, &got); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	if _, refused := got.(map[string]any)["errors"]; refused {
		t.Errorf("the README's request is refused: %s", said)
	}
	return got
}

// TestReadmeTokens makes keys, serves with them, and calls with a token, as the
// README says.
func TestReadmeTokens(t *testing.T) {
	text, blocks := readme(t)
	folder := t.TempDir()
	commands := regexp.MustCompile("(?m)^go run \\. keygen\ngo run \\. (--keys .*)$").FindStringSubmatch(text)
	if commands == nil {
		t.Fatal("the README does not say how to try tokens")
	}
	keygen := exec.Command(built(t, program), "keygen")
	keygen.Dir = folder
	if err := keygen.Run(); err != nil {
		t.Fatal(err)
	}
	command := serving(built(t, program), "readme.db", strings.Fields(commands[1])...)
	command.Dir = folder
	s := startCommand(t, command)
	requests := 0
	for _, b := range blocks {
		if b.language == "sh" && strings.Contains(b.text, "$TOKEN") {
			requests++
			if got := asReader(t, b.text, s, folder); !strings.Contains(fmt.Sprint(got), "jane") {
				t.Errorf("the answer does not know who called: %v", got)
			}
		}
	}
	if requests == 0 {
		t.Error("the README has no request with a token")
	}
	s.stop(t)
}

// madeID is an id that the server makes, which is another one each time.
var madeID = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

func wantShown(t *testing.T, text string, got any) {
	t.Helper()
	var want any
	if err := json.Unmarshal([]byte(text), &want); err != nil {
		t.Fatal(err)
	}
	if got, want := withoutMadeIDs(got), withoutMadeIDs(want); !reflect.DeepEqual(got, want) {
		t.Errorf("the README shows\n%v\nand the answer is\n%v", want, got)
	}
}

func withoutMadeIDs(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			v[name] = withoutMadeIDs(member)
		}
	case []any:
		for i, element := range v {
			v[i] = withoutMadeIDs(element)
		}
	case string:
		if madeID.MatchString(v) {
			return "an id that the server made"
		}
	}
	return v
}
