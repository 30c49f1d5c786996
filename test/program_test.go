package test

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// The program under test, built once a run. It looks for data races itself
// where the tests do; plain never does, for what the race detector disturbs.
var (
	program            = sync.OnceValues(func() (string, error) { return build("itemactivity", raceFlags...) })
	programWithoutRace = sync.OnceValues(func() (string, error) { return build("plain") })
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

// built returns the path of a program, for tests.
func built(t *testing.T, program func() (string, error)) string {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	return path
}
