package sqlite

import "testing"

// BenchmarkGuard measures the check of the files after each commit.
func BenchmarkGuard(b *testing.B) {
	d := open(b)
	for b.Loop() {
		if err := d.guard.Check(true); err != nil {
			b.Fatal(err)
		}
	}
}
