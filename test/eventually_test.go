package test

import (
	"testing"
	"time"
)

// pollInterval is the time between two checks of eventually.
const pollInterval = 10 * time.Millisecond

// eventually waits until a condition is true. It fails the test with the message if the
// condition is still false after maxWait.
func eventually(t *testing.T, condition func() bool, message func() string) {
	t.Helper()
	poll := time.NewTicker(pollInterval)
	defer poll.Stop()
	deadline := time.After(maxWait)
	for !condition() {
		select {
		case <-poll.C:
		case <-deadline:
			t.Fatal(message())
		}
	}
}
