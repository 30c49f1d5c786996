package sqlite

import "testing"

// BenchmarkGuard is what the look at the files adds to each commit.
func BenchmarkGuard(b *testing.B) {
	d := open(b)
	for b.Loop() {
		if err := d.guard.Check(true); err != nil {
			b.Fatal(err)
		}
	}
}
