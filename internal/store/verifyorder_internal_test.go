package store

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// TestVerifyFindsAnotherOrder exchanges two accesses that differ only in their ids and their
// recordedDateTime. Every count and every list has the same entries as before, but the search
// for a recordedDateTime fails. It requires that verify reports this.
func TestVerifyFindsAnotherOrder(t *testing.T) {
	path, at := filepath.Join(t.TempDir(), "itemactivity.db"), fixture.NewClock(rightClock)
	s := reopen(t, path, at.Now)
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, id := range []models.ID{"one", "two", "three"} {
		at.Set(rightClock.Add(time.Duration(i) * time.Hour))
		if _, err := s.CreateItemActivity(fixture.Local(t), exampleKey, fixture.Access(id, "ann", 700_000)); err != nil {
			t.Fatal(err)
		}
	}
	if found := verified(t, path); found.Different > 0 || found.Activities != 3 {
		t.Fatalf("%d activities before: %q", found.Activities, found.Differences)
	}
	for _, statement := range []string{
		"UPDATE item_activities SET seq = -seq",
		"UPDATE item_activities SET seq = iif(seq = -3, 3, 3 + seq)",
	} {
		if err := s.database.Writes().Exec(statement).Error; err != nil {
			t.Fatal(err)
		}
	}
	const want = "Item activity 2 was recorded at 2026-11-24T12:00:00.0000000Z, before item activity 1, which was recorded at 2026-11-24T13:00:00.0000000Z."
	if found := verified(t, path); found.Different != 1 || found.Differences[0] != want {
		t.Errorf("%d differences: %q", found.Different, found.Differences)
	}
}

// TestVerifyFindsGaps requires that verify reports a gap in the seqs, because the search for a
// time depends on it.
func TestVerifyFindsGaps(t *testing.T) {
	path := filepath.Join(t.TempDir(), "itemactivity.db")
	s := openWithFacts(t, path)
	if err := s.database.Writes().Exec("UPDATE item_activities SET seq = 9 WHERE seq = 5").Error; err != nil {
		t.Fatal(err)
	}
	const want = "Item activity 9 follows item activity 4: the numbers between them are missing."
	if differences := strings.Join(verified(t, path).Differences, "\n"); !strings.Contains(differences, want) {
		t.Errorf("the result of verify is\n%s", differences)
	}
}
