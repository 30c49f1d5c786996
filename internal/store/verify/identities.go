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
	// verifyIdentitySets has reported the faults of these sets.
	found, err := v.refsOf(sets, func(string, ...any) {})
	for _, ref := range found {
		refs[ref.Num] = ref
		v.sets.Add(ref.Num, ref)
	}
	return refs, err
}

// refsOf computes the references to identity sets from their content and the counted actors that are
// stored with it. It calls differ for each difference to what is stored.
func (v *verifier) refsOf(rows []identity.SetRow, differ func(string, ...any)) ([]identity.SetRef, error) {
	counted, err := identity.CountedActors(v.db, rows)
	if err != nil {
		return nil, err
	}
	attributions := make([]identity.Attribution, len(rows))
	var keys []models.ActorKey
	for i, row := range rows {
		set := new(models.IdentitySet)
		if err := codec.DecodeContent("identity set", row.Num, row.Content, set); err != nil {
			return nil, err
		}
		attributions[i] = storedAttribution(row, set, counted, differ)
		keys = append(keys, attributions[i].Keys()...)
	}
	nums, err := identity.NumbersOf(v.db, keys)
	if err != nil {
		return nil, err
	}
	refs := make([]identity.SetRef, len(rows))
	for i, row := range rows {
		refs[i].Num = row.Num
		if !refs[i].AddActors(attributions[i], nums) {
			differ("Identity set %d has an identity that is not among the actors.", row.Num)
		}
		var recorded int64
		if row.ActorNum != nil {
			recorded = *row.ActorNum
		}
		if recorded != refs[i].Actor {
			differ("Identity set %d has actor %d stored and %d recomputed.", row.Num, recorded, refs[i].Actor)
		}
	}
	return refs, nil
}

// storedAttribution returns the attribution of a set. If its counted actor is not the one that the set
// names, it is the stored one, which the digest covers.
func storedAttribution(row identity.SetRow, set *models.IdentitySet, counted map[int64]models.ActorKey, differ func(string, ...any)) identity.Attribution {
	a := identity.Attributed(set)
	if bytes.Equal(row.Digest, identity.StoredDigest([]byte(row.Content), a)) {
		return a
	}
	a = identity.Attribution{Set: set}
	if row.ActorNum != nil {
		a.Counted = counted[*row.ActorNum]
	}
	if !bytes.Equal(row.Digest, identity.StoredDigest([]byte(row.Content), a)) {
		differ("The digest of identity set %d does not match its content and its actor.", row.Num)
	}
	return a
}
