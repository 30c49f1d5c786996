package store

import (
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// TestNameInAGroupWithAKnownClaim creates a group with a claim of a user who is stored
// already. It requires that the group shows the name of the user after the user's next
// request.
func TestNameInAGroupWithAKnownClaim(t *testing.T) {
	s := open(t, nil)
	user := &auth.Principal{UserID: "ann", DisplayName: "Ann", Groups: []models.ID{"late"}, Scopes: auth.FilesReadWrite}
	call := func() {
		t.Helper()
		if err := s.writer.Do(fixture.As(t, user), func(*write.Tx) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	call()
	group, err := s.CreateGroup(fixture.Local(t), models.Group{DisplayName: "x", Claim: new(models.ID("late"))})
	if err != nil {
		t.Fatal(err)
	}
	call()
	var shown int
	if err := s.database.Reads().Raw("SELECT count(*) FROM group_names WHERE group_num = ? AND user_id = 'ann'", group.Num).Scan(&shown).Error; err != nil || shown != 1 {
		t.Errorf("the group shows the name in %d rows (%v)", shown, err)
	}
}
