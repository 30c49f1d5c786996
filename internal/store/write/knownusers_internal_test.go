package write

import (
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// TestPendingUsers requires that at most one mutation is queued for a user with one name and one
// set of claims, that other names and claims of the user are independent of it, and that the
// number of these mutations is bounded.
func TestPendingUsers(t *testing.T) {
	w := New(Config{Now: time.Now})
	of := func(user models.ID, name string, claims ...models.ID) knownUser {
		return w.knownUserOf(&auth.Principal{UserID: user, DisplayName: name, Groups: claims})
	}
	k := w.knownUsers
	first := of("otto", "Otto", "claim")
	if !k.begin(first) {
		t.Fatal("a user is not stored")
	}
	if k.begin(first) {
		t.Error("a user is stored twice at a time")
	}
	for _, other := range []knownUser{of("otto", "Otto", "another claim"), of("otto", "Otto II", "claim")} {
		if !k.begin(other) {
			t.Errorf("%v waits for the end of %v", other, first)
		}
	}
	for len(k.pending) < maxPendingUsers {
		k.pending[of(models.NewID(), "")] = true
	}
	if k.begin(of("eve", "Eve")) {
		t.Error("the number of pending users exceeds the limit")
	}
	k.end(first)
	if !k.begin(first) {
		t.Error("a user is not stored again after the end")
	}
}
