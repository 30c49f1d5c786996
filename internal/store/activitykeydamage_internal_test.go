package store

import (
	"path/filepath"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// TestKeyOfMissingRows: a row to which an activity key refers does not exist. Recording with the key, and
// repeating a mutation that was recorded with it, are rejected as damage.
func TestKeyOfMissingRows(t *testing.T) {
	for damage, users := range map[string][]models.ID{
		"UPDATE activity_keys SET item_num = 999999":           {"bob", "ann"},
		"UPDATE activity_keys SET group_num = 999999":          {"ann"},
		"UPDATE activity_keys SET drive_activity_num = 999999": {"ann"},
		"DELETE FROM activity_keys":                            {"ann"},
	} {
		t.Run(damage, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "itemactivity.db")
			s := openManual(t, path)
			if err := s.CreateExample(t.Context()); err != nil {
				t.Fatal(err)
			}
			recordUsers(t, s, "ann")
			exec(t, s, "PRAGMA foreign_keys = OFF")
			exec(t, s, damage)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			for _, user := range users {
				s = openManual(t, path) // without the key in its cache
				_, err := s.CreateItemActivity(fixture.Local(t), exampleKey, fixture.Access(user, string(user), 700_000))
				fixture.WantCode(t, err, models.Unavailable)
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}
