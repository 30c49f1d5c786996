package test

import (
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// The program under test, built once in a run. program has the race detector if the tests
// have it. programWithoutRace never has it: it is for tests that measure memory or
// processor time, and for tests that run the program under strace.
var (
	program            = sync.OnceValues(func() (string, error) { return build("itemactivity", raceFlags...) })
	programWithoutRace = sync.OnceValues(func() (string, error) { return build("itemactivity-without-race") })
)

func build(name string, flags ...string) (string, error) {
	path := filepath.Join(buildDir, name)
	arguments := append([]string{"build", "-buildvcs=false", "-o", path}, flags...)
	command := exec.Command("go", append(arguments, "github.com/itemactivity/itemactivity")...)
	if output, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("cannot build the program: %w\n%s", err, output)
	}
	return path, nil
}

// built builds a program if necessary, and returns its path.
func built(t *testing.T, program func() (string, error)) string {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// runProgram runs the program, and returns its exit code, standard output and standard error.
func runProgram(t *testing.T, args ...string) (code int, output string) {
	t.Helper()
	return runCommand(t, exec.Command(built(t, program), args...))
}

// runCommand runs a command, and returns its exit code, standard output and standard error.
func runCommand(t *testing.T, command *exec.Cmd) (code int, output string) {
	t.Helper()
	// End a server that starts, although it should have failed.
	kill := time.AfterFunc(maxWait, func() { _ = command.Process.Kill() })
	defer kill.Stop()
	out, err := command.CombinedOutput()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return command.ProcessState.ExitCode(), string(out)
}
