package test

import "testing"

// skipIfShort skips a long test under go test -short. The message says what is skipped.
func skipIfShort(t *testing.T, what string) {
	t.Helper()
	if testing.Short() {
		t.Skipf("%s: run make check or go test ./test -run '^%s$'", what, t.Name())
	}
}
