package test

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// TestVersionOfAnImage builds as make static does in the container image, where there is no
// .git: the version and the revision are arguments of make.
func TestVersionOfAnImage(t *testing.T) {
	t.Parallel()
	dryRun := exec.Command("make", "--no-print-directory", "-C", "..", "-n", "static", "VERSION=v1.2.3", "REVISION=0123abc")
	commands, err := dryRun.Output()
	if err != nil {
		t.Fatal(err)
	}
	stamp := strings.Join(regexp.MustCompile(`-X [^ ']+`).FindAllString(string(commands), -1), " ")
	path, err := build("stamped", "-ldflags", stamp)
	if err != nil {
		t.Fatal(err)
	}
	printed, err := exec.Command(path, "version").Output()
	if want := "itemactivity v1.2.3 revision 0123abc, go"; err != nil || !strings.HasPrefix(string(printed), want) {
		t.Errorf("version prints %q, want %q… (%v); the linker had %q", printed, want, err, stamp)
	}
}

// TestMakeIgnoresVersionVariables keeps a VERSION of the environment, which other programs
// set, out of a build.
func TestMakeIgnoresVersionVariables(t *testing.T) {
	dryRun := exec.Command("make", "--no-print-directory", "-C", "..", "-n", "static")
	dryRun.Env = append(dryRun.Environ(), "VERSION=v9.9.9", "REVISION=9999999")
	commands, err := dryRun.Output()
	if err != nil || !strings.Contains(string(commands), "go build") || strings.Contains(string(commands), "999") {
		t.Errorf("make static runs %s (%v)", commands, err)
	}
}
