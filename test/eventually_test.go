package test

import (
	"testing"
	"time"
)

// askAgain is how often eventually asks.
const askAgain = 10 * time.Millisecond

// eventually waits until what a server does by itself has happened, and fails
// with what says when it does not.
func eventually(t *testing.T, happened func() bool, says func() string) {
	t.Helper()
	again := time.NewTicker(askAgain)
	defer again.Stop()
	deadline := time.After(patience)
	for !happened() {
		select {
		case <-again.C:
		case <-deadline:
			t.Fatal(says())
		}
	}
}
