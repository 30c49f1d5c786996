package test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
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

// TestMakeRun stops make run as Ctrl-C does, by a SIGINT to all of its processes. It ends
// without an error message.
func TestMakeRun(t *testing.T) {
	t.Parallel()
	database := filepath.Join(t.TempDir(), "a.db")
	// The page is not built: that takes long, and needs npm.
	command := exec.Command("make", "--no-print-directory", "-C", "..", "--old-file=playground", "run", "ARGS=--addr 127.0.0.1:0 --database "+database)
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	s := startCommand(t, command)
	if err := syscall.Kill(-s.process.Pid, syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	<-s.exited
	if log := s.logged(); !strings.Contains(log, "msg=stopped") || strings.Contains(log, "***") || strings.Contains(log, "Error") {
		t.Errorf("make run ended with %v:\n%s", s.exit, log)
	}
	if _, err := os.Stat(database); err != nil {
		t.Errorf("ARGS had no effect: %v", err)
	}
}

// TestPortInUse explains in one line how to serve on another address, also by make run.
func TestPortInUse(t *testing.T) {
	t.Parallel()
	s := start(t, filepath.Join(t.TempDir(), "a.db"))
	addr := hostPort(s.url)
	other := filepath.Join(t.TempDir(), "b.db")
	want := "itemactivity: cannot listen on " + addr + `: the address is in use; set another with --addr, or with make run ARGS="--addr HOST:PORT"` + "\n"
	if code, said := runProgram(t, "--addr", addr, "--database", other); code != 1 || said != want {
		t.Errorf("exit code %d, %q; want 1 and %q", code, said, want)
	}
	if _, err := os.Stat(other); err == nil {
		t.Error("the database was made")
	}
}
