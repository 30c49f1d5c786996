package store

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/models"
)

// intern returns the number of an identity set, storing it the first time.
func (t *mutationTx) intern(set *models.IdentitySet) (int64, error) {
	ref, err := t.internAttribution(identity.Attributed(set))
	return ref.Num, err
}

// internAttribution returns the numbers behind an identity set and its counted
// actor, storing them and the set's identities the first time.
func (t *mutationTx) internAttribution(a identity.Attribution) (identity.SetRef, error) {
	content := identity.CacheKeyOf(a)
	if ref, ok := t.store.identities.ByContent.Get(content); ok {
		return ref, nil
	}
	ref, inserted, err := identity.InternActors(t.DB.Statement.Context, t.plain(), a)
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
		return t.insert("INSERT INTO identity_sets (digest, content, actor_num) VALUES (?, ?, nullif(?, 0))", d, string(text), ref.Actor)
	}); err != nil {
		return identity.SetRef{}, err
	}
	t.AfterCommit(func() {
		t.store.identities.ByContent.Add(content, ref)
		t.store.identities.ByNum.Add(ref.Num, identity.CloneSet(a.Set))
	})
	return ref, nil
}

// numOr returns the number that a statement finds, or that of what is made where
// it finds none.
func (t *mutationTx) numOr(statement string, args []any, create func() (int64, error)) (int64, error) {
	var num int64
	err := t.row(statement, args...).Scan(&num)
	if errors.Is(err, sql.ErrNoRows) {
		return create()
	}
	return num, err
}

// identitySets returns the sets under the numbers. They are shared: nobody
// changes them.
func (v readTx) identitySets(nums ...int64) (map[int64]*models.IdentitySet, error) {
	sets := make(map[int64]*models.IdentitySet, len(nums))
	var missing []int64
	for _, num := range nums {
		if _, ok := sets[num]; ok {
			continue
		}
		set, ok := v.store.identities.ByNum.Get(num)
		if !ok {
			missing = append(missing, num)
		}
		sets[num] = set
	}
	if len(missing) == 0 {
		return sets, nil
	}
	var rows []identity.SetRow
	if err := v.DB.Where("num IN (SELECT value FROM json_each(?))", codec.JSONNumbers(missing)).Find(&rows).Error; err != nil {
		return nil, err
	}
	for _, row := range rows {
		set := new(models.IdentitySet)
		if err := codec.DecodeContent("identity set", row.Num, row.Content, set); err != nil {
			return nil, v.store.database.RecordDamage(err)
		}
		sets[row.Num] = set
		v.Remember(func() { v.store.identities.ByNum.Add(row.Num, set) })
	}
	return sets, nil
}

// identitySet returns the set under one number.
func (v readTx) identitySet(num int64) (*models.IdentitySet, error) {
	sets, err := v.identitySets(num)
	return sets[num], err
}

// countedActor returns the actor that is counted for a stored identity set; the
// zero for nobody.
func (v readTx) countedActor(setNum int64) (models.ActorKey, error) {
	row, err := take[identity.ActorRow](v.DB.Where("num = (SELECT actor_num FROM identity_sets WHERE num = ?)", setNum))
	if row == nil {
		return models.ActorKey{}, err
	}
	return row.Key(), nil
}
