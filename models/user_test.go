package models_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/itemactivity/itemactivity/models"
)

// TestUsersAsNodes: the derived id of a user leads back to the plain one, can be sent
// however long that is, and is of nothing else.
func TestUsersAsNodes(t *testing.T) {
	plainIDs := rapid.StringOfN(rapid.RuneFrom([]rune("ab~:-0é😀")), 1, models.MaxIDLength, -1)
	rapid.Check(t, func(t *rapid.T) {
		plain := models.ID(plainIDs.Draw(t, "id"))
		id := (&models.User{UserID: plain}).ID()
		if back, ok := models.UserOfNode(id); !ok || back != plain {
			t.Fatalf("%s leads back to %s, %v", id, back, ok)
		}
		var sent models.ID
		if err := sent.UnmarshalGQL(string(id)); err != nil || sent != id {
			t.Fatalf("%s cannot be sent: %v", id, err)
		}
		if id.ValidateNew("") == nil {
			t.Fatalf("a client may choose %s", id)
		}
		_, _, isWindow := models.ParseWindowID(id, 0)
		if _, isAnalytics := models.ItemOfAnalytics(id); isWindow || isAnalytics || id.IsIdempotent() {
			t.Fatalf("%s is of something else, too", id)
		}
	})
	for _, id := range []models.ID{"", "ada", "~user~", "~user", "~users~ada", "~analytics~ada", "~allTime~ada"} {
		if user, ok := models.UserOfNode(id); ok {
			t.Errorf("%q is the user %q", id, user)
		}
	}
}

// TestMembersAreNamedByPlainIDs: the id of a node where the plain id belongs is refused,
// with a sentence that says so.
func TestMembersAreNamedByPlainIDs(t *testing.T) {
	for user, argument := range map[models.ID]string{"ada": "", "~user~ada": "userId", "~ada": "userId"} {
		wantRefusal(t, string(user), models.Member{UserID: user}.Validate(), models.BadUserInput, argument)
	}
}
