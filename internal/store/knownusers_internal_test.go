package store

import (
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/write"
)

// TestTokensWithDifferentNames: a user whose tokens have different names is stored with
// each once, and not again with every request; after a while the name of the last request
// counts. A new name counts at once.
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
			t.Errorf("after request %d by %s the name is %s, not %s", i, sent, stored, want)
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
