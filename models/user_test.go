package models_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/itemactivity/itemactivity/models"
)

// TestUsersAsNodes checks that the UserID can be read from the Node id, that the Node id is a
// valid id even for the longest UserID, and that other ids are no Node ids of users.
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

// TestMembersAreNamedByPlainIDs checks that a Node id in the place of a UserID is rejected with
// a message that says so.
func TestMembersAreNamedByPlainIDs(t *testing.T) {
	for user, argument := range map[models.ID]string{"ada": "", "~user~ada": "userId", "~ada": "userId"} {
		wantRefusal(t, string(user), models.Member{UserID: user}.Validate(), models.BadUserInput, argument)
	}
}
