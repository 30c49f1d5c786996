package test

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestMakeHelp: make help must print every target of the Makefile with its description, and
// every target must be phony.
func TestMakeHelp(t *testing.T) {
	makefile, err := os.ReadFile("../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	help, err := exec.Command("make", "--no-print-directory", "-C", "..", "help").Output()
	if err != nil {
		t.Fatal(err)
	}
	phony := regexp.MustCompile(`(?m)^\.PHONY: (.*)$`).FindSubmatch(makefile)
	if phony == nil {
		t.Fatal("the Makefile has no line .PHONY")
	}
	var targets []string
	for _, found := range regexp.MustCompile(`(?m)^([A-Za-z0-9_-]+):.*?(?:## (.*))?$`).FindAllStringSubmatch(string(makefile), -1) {
		target, line := found[1], found[2]
		targets = append(targets, target)
		if line == "" || !regexp.MustCompile(`(?m)^ +`+target+` +`+regexp.QuoteMeta(line)+`$`).Match(help) {
			t.Errorf("make help does not print %s with the description %q:\n%s", target, line, help)
		}
	}
	if names := strings.Fields(string(phony[1])); len(targets) == 0 || !slices.Equal(slices.Sorted(slices.Values(names)), slices.Sorted(slices.Values(targets))) {
		t.Errorf(".PHONY lists %v, want %v", names, targets)
	}
}
