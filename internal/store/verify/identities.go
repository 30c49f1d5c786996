package verify

import (
	"bytes"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/models"
)

// verifiedIdentitySets is the number of identity sets that are kept in memory.
const verifiedIdentitySets = 1 << 16

// actorsOf returns the identity sets of the actors of facts. They are computed from their
// content and the counted actor that is stored with it.
func actorsOf[R interface{ actor() int64 }](v *verifier, rows []R) (map[int64]identity.SetRef, error) {
	refs := make(map[int64]identity.SetRef)
	var missing []int64
	for _, r := range rows {
		num := r.actor()
		if _, ok := refs[num]; ok {
			continue
		}
		ref, ok := v.sets.Get(num)
		if !ok {
			missing = append(missing, num)
		}
		refs[num] = ref
	}
	if len(missing) == 0 {
		return refs, nil
	}
	var sets []identity.SetRow
	if err := v.db.Where("num IN (SELECT value FROM json_each(?))", codec.JSONNumbers(missing)).Find(&sets).Error; err != nil {
		return nil, err
	}
	for _, row := range sets {
		ref, err := v.refOf(row)
		if err != nil {
			return nil, err
		}
		refs[row.Num] = ref
		v.sets.Add(row.Num, ref)
	}
	return refs, nil
}

func (v *verifier) refOf(row identity.SetRow) (ref identity.SetRef, err error) {
	set := new(models.IdentitySet)
	if err := codec.DecodeContent("identity set", row.Num, row.Content, set); err != nil {
		return ref, err
	}
	a := identity.Attributed(set)
	if !bytes.Equal(row.Digest, identity.StoredDigest([]byte(row.Content), a)) {
		if a, err = v.storedAttribution(row, set); err != nil {
			return ref, err
		}
	}
	for _, key := range a.Keys() {
		var known identity.ActorRow
		found := identity.NewActorRow(key).Among(v.db).Limit(1).Find(&known)
		if found.Error != nil {
			return ref, found.Error
		}
		if found.RowsAffected == 0 {
			v.found.differ("Identity set %d has an identity that is not among the actors.", row.Num)
			continue
		}
		ref.Add(known.Num)
		if key == a.Counted {
			ref.Actor = known.Num
		}
	}
	var recorded int64
	if row.ActorNum != nil {
		recorded = *row.ActorNum
	}
	if recorded != ref.Actor {
		v.found.differ("Identity set %d has actor %d stored and %d recomputed.", row.Num, recorded, ref.Actor)
	}
	return ref, nil
}

// storedAttribution returns the attribution of a set whose counted actor is not the one
// that the set names. The counted actor is the stored one, which the digest covers.
func (v *verifier) storedAttribution(row identity.SetRow, set *models.IdentitySet) (identity.Attribution, error) {
	a := identity.Attribution{Set: set}
	if row.ActorNum != nil {
		var counted identity.ActorRow
		found := v.db.Where("num = ?", *row.ActorNum).Limit(1).Find(&counted)
		if found.Error != nil {
			return a, found.Error
		}
		if found.RowsAffected > 0 {
			a.Counted = counted.Key()
		}
	}
	if !bytes.Equal(row.Digest, identity.StoredDigest([]byte(row.Content), a)) {
		v.found.differ("The digest of identity set %d does not match its content and its actor.", row.Num)
	}
	return a, nil
}
