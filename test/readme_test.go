package test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// block is a block of code in the README.
type block struct{ language, text string }

var fence = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$")

func readme(t *testing.T) (text string, blocks []block) {
	t.Helper()
	read, err := os.ReadFile("../README.md")
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
	const shown = "http://127.0.0.1:8080/"
	_, blocks := readme(t)
	s := start(t, filepath.Join(t.TempDir(), "readme.db"))
	requests := 0
	for i, b := range blocks {
		if b.language != "sh" || !strings.Contains(b.text, "curl") {
			continue
		}
		requests++
		if !strings.Contains(b.text, shown) {
			t.Fatalf("this asks another server:\n%s", b.text)
		}
		said, err := exec.Command("sh", "-ec", strings.ReplaceAll(b.text, shown, s.url)).Output()
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
		if i+1 < len(blocks) && blocks[i+1].language == "json" {
			wantShown(t, blocks[i+1].text, got)
		}
	}
	if requests < 2 {
		t.Errorf("the README has %d requests: it should write and read back", requests)
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

// TestReadmeSettings: every setting is in the README, with its variable and its
// default as --help has them, and no other is.
func TestReadmeSettings(t *testing.T) {
	text, _ := readme(t)
	help, err := exec.Command(built(t, program), "--help").Output()
	if err != nil {
		t.Fatal(err)
	}
	setting := regexp.MustCompile(`--([a-z-]+)(?:="?([^"\s]+)"?)?\s(?:[^$-]|-[^-])*?\(\$(ITEMACTIVITY_[A-Z_]+)\)`)
	known := map[string]bool{}
	for _, found := range setting.FindAllStringSubmatch(string(help), -1) {
		flag, standard, variable := found[1], found[2], found[3]
		known[variable] = true
		row := regexp.MustCompile("(?m)^\\| `--" + flag + "` \\| `" + variable + "` \\| (.*?) ?\\|").FindStringSubmatch(text)
		if standard == "STRING" {
			standard = ""
		}
		if row == nil || strings.Trim(row[1], "`") != standard {
			t.Errorf("the README's row of --%s is %q; its variable is %s and its default %q", flag, row, variable, standard)
		}
	}
	if len(known) < 7 {
		t.Fatalf("--help was not understood: %s", help)
	}
	for _, variable := range regexp.MustCompile(`ITEMACTIVITY_[A-Z_]+`).FindAllString(text, -1) {
		if !known[variable] {
			t.Errorf("the README has %s, which is no setting", variable)
		}
	}
}
