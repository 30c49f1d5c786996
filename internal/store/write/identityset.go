package write

import (
	"encoding/json"
	"fmt"

	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// Intern returns the number of an identity set. It stores the set if it is new.
func (t *Tx) Intern(set *models.IdentitySet) (int64, error) {
	ref, err := t.InternAttribution(identity.Attributed(set))
	return ref.Num, err
}

// InternAttribution returns the numbers of an identity set, of its identities and of its
// counted actor. It stores those that are new.
func (t *Tx) InternAttribution(a identity.Attribution) (identity.SetRef, error) {
	content := identity.CacheKeyOf(a)
	if ref, ok := t.Identities.ByContent.Get(content); ok {
		return ref, nil
	}
	if ref, ok := Kept[identity.SetRef](t, content); ok {
		return ref, nil
	}
	ref, inserted, err := identity.InternActors(t.DB, a)
	t.Wrote = t.Wrote || inserted
	if err != nil {
		return identity.SetRef{}, err
	}
	text, err := json.Marshal(a.Set)
	if err != nil {
		return identity.SetRef{}, fmt.Errorf("identity set: %w", err)
	}
	d := identity.StoredDigest(text, a)
	var found bool
	ref.Num, found, err = statement.Number(t.DB, "SELECT num FROM identity_sets WHERE digest = ?", d)
	if !found && err == nil {
		// The digest is not the first value: gorm expands a slice after a parenthesis.
		ref.Num, err = t.Insert("INSERT INTO identity_sets (content, digest, actor_num) VALUES (?, ?, nullif(?, 0)) RETURNING num",
			string(text), d, ref.Actor)
		if err == nil {
			err = identity.AddSetActors(t.DB, ref)
		}
	}
	if err != nil {
		return identity.SetRef{}, err
	}
	t.Keep(content, ref)
	t.AfterCommit(func() {
		t.Identities.ByContent.Add(content, ref)
		t.Identities.ByNum.Add(ref.Num, identity.CloneSet(a.Set))
	})
	return ref, nil
}
