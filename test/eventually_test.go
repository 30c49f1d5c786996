package test

import (
	"testing"
	"time"
)

// pollInterval is how often eventually asks.
const pollInterval = 10 * time.Millisecond

// eventually waits until what a server does by itself has happened, and fails
// with what says when it does not.
func eventually(t *testing.T, happened func() bool, runProgram func() string) {
	t.Helper()
	again := time.NewTicker(pollInterval)
	defer again.Stop()
	deadline := time.After(maxWait)
	for !happened() {
		select {
		case <-again.C:
		case <-deadline:
			t.Fatal(runProgram())
		}
	}
}
