package store

import (
	"encoding/json"
	"fmt"
	"testing"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/models"
)

// BenchmarkFillSetActors measures the migration that stores the identities of each identity set,
// with 1,000,000 sets of an application and of a user each. The actors are interned already, as in a
// database that is upgraded.
func BenchmarkFillSetActors(b *testing.B) {
	const sets = 1_000_000
	s := benchStore(b)
	if err := s.database.Writes().Transaction(func(tx *gorm.DB) error { return insertIdentitySets(tx, sets) }); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := s.database.Writes().Exec("DELETE FROM identity_set_actors").Error; err != nil {
			b.Fatal(err)
		}
		if err := s.database.Writes().Transaction(func(tx *gorm.DB) error {
			filled, err := identity.FillSetActors(tx)
			if err == nil && filled != sets {
				err = fmt.Errorf("filled %d", filled)
			}
			return err
		}); err != nil {
			b.Fatal(err)
		}
	}
}

// insertIdentitySets stores identity sets as an earlier version does.
func insertIdentitySets(tx *gorm.DB, sets int) error {
	app := "app"
	for i := range sets {
		user := fmt.Sprintf("user-%d", i)
		set := &models.IdentitySet{Application: &models.Identity{ID: &app}, User: &models.Identity{ID: &user, DisplayName: &user}}
		a := identity.Attributed(set)
		ref, _, err := identity.InternActors(tx, a)
		if err != nil {
			return err
		}
		content, err := json.Marshal(set)
		if err != nil {
			return err
		}
		if err := tx.Exec("INSERT INTO identity_sets (content, digest, actor_num) VALUES (?, ?, ?)",
			string(content), identity.StoredDigest(content, a), ref.Actor).Error; err != nil {
			return err
		}
	}
	return nil
}
