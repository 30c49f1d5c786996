package write

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/models"
)

// Intern returns the number of an identity set, storing it the first time.
func (t *Tx) Intern(set *models.IdentitySet) (int64, error) {
	ref, err := t.InternAttribution(identity.Attributed(set))
	return ref.Num, err
}

// InternAttribution returns the numbers behind an identity set and its counted
// actor, storing them and the set's identities the first time.
func (t *Tx) InternAttribution(a identity.Attribution) (identity.SetRef, error) {
	content := identity.CacheKeyOf(a)
	if ref, ok := t.Identities.ByContent.Get(content); ok {
		return ref, nil
	}
	ref, inserted, err := identity.InternActors(t.DB.Statement.Context, t.Pool(), a)
	t.Wrote = t.Wrote || inserted
	if err != nil {
		return identity.SetRef{}, err
	}
	text, err := json.Marshal(a.Set)
	if err != nil {
		return identity.SetRef{}, fmt.Errorf("identity set: %w", err)
	}
	d := identity.StoredDigest(text, a)
	if ref.Num, err = t.numOr("SELECT num FROM identity_sets WHERE digest = ?", []any{d}, func() (int64, error) {
		return t.Insert("INSERT INTO identity_sets (digest, content, actor_num) VALUES (?, ?, nullif(?, 0))", d, string(text), ref.Actor)
	}); err != nil {
		return identity.SetRef{}, err
	}
	t.AfterCommit(func() {
		t.Identities.ByContent.Add(content, ref)
		t.Identities.ByNum.Add(ref.Num, identity.CloneSet(a.Set))
	})
	return ref, nil
}

// numOr returns the number that a statement finds, or that of what is made where
// it finds none.
func (t *Tx) numOr(statement string, args []any, create func() (int64, error)) (int64, error) {
	var num int64
	err := t.Row(statement, args...).Scan(&num)
	if errors.Is(err, sql.ErrNoRows) {
		return create()
	}
	return num, err
}
