// Package test tests the built program from outside, with command lines, HTTP,
// signals and files. It does not import the program's packages.
package test

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// buildDir is the temporary folder in which this run builds the program.
var buildDir string

func TestMain(m *testing.M) { os.Exit(runInBuildDir(m.Run)) }

func runInBuildDir(run func() int) int {
	// The servers must not inherit settings from the environment of the tests, except that
	// ITEMACTIVITY_PLANS=off tests them without plans.
	for _, entry := range os.Environ() {
		if entry == "ITEMACTIVITY_PLANS=off" {
			continue
		}
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
