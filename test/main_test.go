// Package test drives the built program from outside, as its operators and its
// clients do: it knows command lines, HTTP, signals and files, and nothing of
// the packages inside.
package test

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// buildDir is the folder of this run, where the program is built.
var buildDir string

func TestMain(m *testing.M) { os.Exit(runInBuildDir(m.Run)) }

func runInBuildDir(run func() int) int {
	// The settings of whoever runs the tests must not reach the servers.
	for _, entry := range os.Environ() {
		if name, _, _ := strings.Cut(entry, "="); strings.HasPrefix(name, "ITEMACTIVITY_") || strings.HasPrefix(name, "OTEL_") {
			os.Unsetenv(name)
		}
	}
	var err error
	if buildDir, err = os.MkdirTemp("", "itemactivity-test-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(buildDir)
	return run()
}
