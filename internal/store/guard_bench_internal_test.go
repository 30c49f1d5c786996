package store

import (
	"log/slog"
	"testing"
)

// BenchmarkGuard is what the look at the files adds to each commit.
func BenchmarkGuard(b *testing.B) {
	s, err := Open(b.Context(), Config{Path: b.TempDir() + "/a.db", Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for b.Loop() {
		if err := s.database.guard.check(true); err != nil {
			b.Fatal(err)
		}
	}
}
