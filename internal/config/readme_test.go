package config_test

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"github.com/itemactivity/itemactivity/internal/config"
)

var update = flag.Bool("update", false, "rewrite the tables of flags in the README")

const readme = "../../README.md"

// flags returns the flags of a Config.
func flags(t *testing.T) (list []*kong.Flag) {
	t.Helper()
	var c config.Config
	parser, err := kong.New(&c, config.Options(config.NewEnvironment(nil))...)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range parser.Model.Flags {
		if f.Name != "help" {
			list = append(list, f)
		}
	}
	return list
}

func variable(f *kong.Flag) string {
	return "ITEMACTIVITY_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
}

// table is the part of the README about the flags whose group is a limit or not.
func table(t *testing.T, limits bool) string {
	t.Helper()
	var rows strings.Builder
	rows.WriteString("\n| flag | variable | default | |\n| --- | --- | --- | --- |\n")
	for _, f := range flags(t) {
		if limits != (f.Group != nil && strings.HasPrefix(f.Group.Title, "Limits of ")) {
			continue
		}
		help := f.Help
		if see := f.Tag.Get("see"); see != "" {
			help += " [More](" + see + ")"
		}
		standard := ""
		if f.HasDefault {
			standard = "`" + f.Default + "` "
		}
		fmt.Fprintf(&rows, "| `--%s` | `%s` | %s| %s |\n", f.Name, variable(f), standard, help)
	}
	return rows.String() + "\n"
}

// TestReadmeTables compares the README's tables of flags with the declarations.
// go generate rewrites them, by -update.
func TestReadmeTables(t *testing.T) {
	read, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	text := string(read)
	for name, limits := range map[string]bool{"settings": false, "limits": true} {
		begin, end := "<!-- begin generated: "+name+" -->\n", "<!-- end generated: "+name+" -->\n"
		before, rest, found := strings.Cut(text, begin)
		got, after, ended := strings.Cut(rest, end)
		if !found || !ended {
			t.Fatalf("the README has no %s", begin)
		}
		want := table(t, limits)
		if got != want && !*update {
			t.Errorf("the README's table of %s is not that of the flags; go generate ./internal/config writes it:\n%s", name, want)
		}
		text = before + begin + want + end + after
	}
	if *update && text != string(read) {
		if err := os.WriteFile(readme, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestDocumentsNameFlags wants every variable of ours in the documents to be one of
// a flag, and every document that a flag points at to have that section.
func TestDocumentsNameFlags(t *testing.T) {
	known := map[string]bool{}
	for _, f := range flags(t) {
		known[variable(f)] = true
		if f.Help == "" {
			t.Errorf("--%s has no help", f.Name)
		}
		path, section, _ := strings.Cut(f.Tag.Get("see"), "#")
		text, err := os.ReadFile(filepath.Join(filepath.Dir(readme), cmp.Or(path, "README.md")))
		heading := regexp.MustCompile("(?mi)^#+ " + strings.ReplaceAll(regexp.QuoteMeta(section), "-", "[ ,.-]+") + "$")
		if err != nil || section != "" && !heading.Match(text) {
			t.Errorf("--%s points at %s#%s, which is not there (%v)", f.Name, path, section, err)
		}
	}
	documents, err := filepath.Glob("../../docs/*.md")
	if err != nil || len(documents) == 0 {
		t.Fatalf("there are no documents (%v)", err)
	}
	for _, path := range append(documents, readme, "../../Dockerfile") {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range regexp.MustCompile(`ITEMACTIVITY_[A-Z_]+`).FindAllString(string(text), -1) {
			if !known[name] {
				t.Errorf("%s has %s, which is no setting", path, name)
			}
		}
	}
}
