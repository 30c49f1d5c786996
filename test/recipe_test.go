package test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// recipes are the sections of CONTRIBUTING.md whose steps are followed.
var recipes = []string{"Add a field", "Add a migration"}

// followRecipes applies the diffs of the recipes, and runs their commands.
func (c repositoryCopy) followRecipes(t *testing.T) {
	t.Helper()
	next := fmt.Sprintf("%04d", c.newestMigration(t)+1)
	blocks := recipeBlocks(t)
	diffs, commands, patterns := 0, 0, 0
	for _, b := range blocks {
		if b.language == "diff" {
			diffs++
			c.run(t, strings.ReplaceAll(b.text, "NEXT_", next+"_"), "git", "apply", "--whitespace=error-all", "-")
		}
	}
	for _, b := range blocks {
		switch b.language {
		case "diff":
		case "sh":
			commands++
			patterns += c.wantListed(t, b.text)
			if output := c.run(t, "", "sh", "-euc", b.text); strings.Contains(output, "no tests to run") || strings.Contains(output, "no test files") {
				t.Errorf("the commands\n%srun no tests:\n%s", b.text, output)
			}
		default:
			t.Errorf("a recipe has a block of %s: its blocks are diff or sh", b.language)
		}
	}
	if diffs < 5 || commands < 2 || patterns < 2 {
		t.Errorf("the recipes have only %d diffs, %d commands and %d patterns of tests", diffs, commands, patterns)
	}
}

// testPattern matches a go test command whose pattern is one or several parts of names.
var testPattern = regexp.MustCompile(`(?m)^go test (\S+) -run '([A-Za-z|]+)'$`)

// wantListed wants a test for each alternative of the patterns in commands, and returns the
// number of patterns.
func (c repositoryCopy) wantListed(t *testing.T, commands string) (patterns int) {
	t.Helper()
	for _, found := range testPattern.FindAllStringSubmatch(commands, -1) {
		patterns++
		listed := c.run(t, "", "go", "test", found[1], "-list", ".")
		for alternative := range strings.SplitSeq(found[2], "|") {
			if !regexp.MustCompile(`(?m)^Test\w*` + alternative).MatchString(listed) {
				t.Errorf("no test of %s has the name %q", found[1], alternative)
			}
		}
	}
	if want := strings.Count(commands, "-run"); patterns != want {
		t.Errorf("%d of %d patterns of tests are checked in\n%s", patterns, want, commands)
	}
	return patterns
}

// recipeBlocks returns the blocks of all recipes.
func recipeBlocks(t *testing.T) (blocks []block) {
	t.Helper()
	text, all := document(t, "../CONTRIBUTING.md")
	for _, recipe := range recipes {
		before, section, found := strings.Cut(text, "\n### "+recipe+"\n")
		if !found {
			t.Fatalf("CONTRIBUTING.md has no section %q", recipe)
		}
		if end := regexp.MustCompile(`(?m)^##`).FindStringIndex(section); end != nil {
			section = section[:end[0]]
		}
		first := strings.Count(before, "\n")
		last := first + 2 + strings.Count(section, "\n")
		for _, b := range all {
			if first < b.line && b.line <= last {
				blocks = append(blocks, b)
			}
		}
	}
	return blocks
}

// newestMigration is the number of the newest migration.
func (c repositoryCopy) newestMigration(t *testing.T) (newest int) {
	t.Helper()
	files, err := os.ReadDir(filepath.Join(c.folder, "internal", "store", "migrations", "sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		var number int
		if _, err := fmt.Sscanf(file.Name(), "%04d_", &number); err == nil {
			newest = max(newest, number)
		}
	}
	if newest == 0 {
		t.Fatal("there is no migration")
	}
	return newest
}
