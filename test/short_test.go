package test

import "testing"

// skipIfShort skips a long test under go test -short. The message says what is skipped.
func skipIfShort(t *testing.T, what string) {
	t.Helper()
	if testing.Short() {
		t.Skipf("%s: run make test-all or go test ./test -run '^%s$'", what, t.Name())
	}
}

// skipUnderRace skips a long test that runs no program with the race detector. make check
// therefore skips it, and make test-all runs it.
func skipUnderRace(t *testing.T) {
	t.Helper()
	if raceFlags != nil {
		t.Skipf("it runs programs without the race detector: run make test-all or go test ./test -run '^%s$'", t.Name())
	}
}
