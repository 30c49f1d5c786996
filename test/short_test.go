package test

import "testing"

// skipIfShort skips a test that takes long, unless all tests are wanted.
func skipIfShort(t *testing.T, what string) {
	t.Helper()
	if testing.Short() {
		t.Skipf("%s: make check does, or go test ./test -run '^%s$'", what, t.Name())
	}
}
