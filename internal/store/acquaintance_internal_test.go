package store

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
	s := open(t, time.Now)
	of := func(user models.ID, name string, claims ...models.ID) introduction {
		return introduction{s.acquaintance(&auth.Principal{UserID: user, Groups: claims}), name}
	}
	a := s.acquaintances
	first := of("otto", "Otto", "claim")
	if !a.introduce(first) {
		t.Fatal("a user is not introduced")
	}
	if a.introduce(first) {
		t.Error("a user is introduced twice at a time")
	}
	for _, other := range []introduction{of("otto", "Otto", "another claim"), of("otto", "Otto II", "claim")} {
		if !a.introduce(other) {
			t.Errorf("%v waits for the end of %v", other, first)
		}
	}
	for len(a.introduced) < maxIntroductions {
		a.introduced[of(models.NewID(), "")] = true
	}
	if a.introduce(of("eve", "Eve")) {
		t.Error("more users are introduced at a time than the limit")
	}
	a.introductionEnds(first)
	if !a.introduce(first) {
		t.Error("a user is not introduced again after the end")
	}
}
