package store

import (
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/write"
)

// TestTokensWithDifferentNames requires that a user whose tokens contain different names is
// stored once with each, and not at every request. After RenameInterval the name of the last
// request is stored. A name that is used for the first time is stored at once.
func TestTokensWithDifferentNames(t *testing.T) {
	c := fixture.NewClock(time.Date(2024, time.May, 6, 7, 8, 9, 0, time.UTC))
	s := open(t, c.Now)
	nameAfter := func(name string) (stored string) {
		t.Helper()
		caller := &auth.Principal{UserID: "jane", DisplayName: name}
		if err := s.writer.Do(fixture.As(t, caller), func(*write.Tx) error { return nil }); err != nil {
			t.Fatal(err)
		}
		if err := s.database.Reads().Raw("SELECT display_name FROM users WHERE id = 'jane'").Scan(&stored).Error; err != nil {
			t.Fatal(err)
		}
		return stored
	}
	for i, want := range []string{"One", "Two", "Two", "Two", "Two"} {
		sent := []string{"One", "Two"}[i%2]
		if stored := nameAfter(sent); stored != want {
			t.Errorf("after request %d by %s the name is %s, want %s", i, sent, stored, want)
		}
	}
	if stored := nameAfter("Three"); stored != "Three" {
		t.Errorf("a new name is not stored: it is %s", stored)
	}
	c.Set(c.Now().Add(2 * write.RenameInterval))
	for _, sent := range []string{"One", "Two"} {
		if stored := nameAfter(sent); stored != sent {
			t.Errorf("later %s is stored as %s", sent, stored)
		}
	}
	if stored := nameAfter("One"); stored != "Two" {
		t.Errorf("just after another name %s is stored", stored)
	}
}
