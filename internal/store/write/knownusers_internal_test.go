package write

import (
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// TestIntroductions: a user is introduced once at a time with one token and name, but
// another token or name of the same user does not wait for that. Their number is
// bounded.
func TestIntroductions(t *testing.T) {
	w := New(Config{Now: time.Now})
	of := func(user models.ID, name string, claims ...models.ID) knownUser {
		return w.knownUserOf(&auth.Principal{UserID: user, DisplayName: name, Groups: claims})
	}
	a := w.knownUsers
	first := of("otto", "Otto", "claim")
	if !a.begin(first) {
		t.Fatal("a user is not introduced")
	}
	if a.begin(first) {
		t.Error("a user is introduced twice at a time")
	}
	for _, other := range []knownUser{of("otto", "Otto", "another claim"), of("otto", "Otto II", "claim")} {
		if !a.begin(other) {
			t.Errorf("%v waits for the end of %v", other, first)
		}
	}
	for len(a.pending) < maxPendingUsers {
		a.pending[of(models.NewID(), "")] = true
	}
	if a.begin(of("eve", "Eve")) {
		t.Error("more users are introduced at a time than the limit")
	}
	a.end(first)
	if !a.begin(first) {
		t.Error("a user is not introduced again after the end")
	}
}
