package verify

import (
	"maps"
	"math"
	"slices"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/internal/store/statement"
)

// verifyIdentitySets compares the actors, and the identities that are stored for each identity set,
// with the contents of all identity sets.
func (v *verifier) verifyIdentitySets() error {
	verified := int64(math.MinInt64)
	err := statement.PagesAfter(identity.SetRow{Num: verified}, func(after *identity.SetRow) *gorm.DB {
		return v.db.Where("num > ?", after.Num).Order("num")
	}, func(rows []identity.SetRow) error {
		refs, err := v.refsOf(rows, v.found.differ)
		if err != nil {
			return err
		}
		last := rows[len(rows)-1].Num
		stored, err := v.setActors("set_num > ? AND set_num <= ?", verified, last)
		if err != nil {
			return err
		}
		for _, ref := range refs {
			if !slices.Equal(stored[ref.Num], slices.Sorted(slices.Values(ref.Identities()))) {
				v.found.differ("The identities that are stored for identity set %d are not those of its content.", ref.Num)
			}
			delete(stored, ref.Num)
			for _, actor := range ref.Identities() {
				v.usedActors.AddActor(actor)
			}
			v.sets.Add(ref.Num, ref)
		}
		v.reportUnknownSets(stored)
		verified = last
		return nil
	})
	if err != nil {
		return err
	}
	// A server may have stored further sets since the last page was read.
	stray, err := v.setActors("set_num > ? AND "+withoutSet, verified)
	if err != nil {
		return err
	}
	v.reportUnknownSets(stray)
	return v.verifyActors()
}

const withoutSet = "NOT EXISTS (SELECT 1 FROM identity_sets AS s WHERE s.num = identity_set_actors.set_num)"

// setActors returns the identities that are stored for identity sets, by the numbers of the sets.
func (v *verifier) setActors(condition string, values ...any) (map[int64][]int64, error) {
	var rows []identity.SetActorRow
	if err := v.db.Where(condition, values...).Order("set_num, actor_num").Find(&rows).Error; err != nil {
		return nil, err
	}
	actors := make(map[int64][]int64)
	for _, row := range rows {
		actors[row.SetNum] = append(actors[row.SetNum], row.ActorNum)
	}
	return actors, nil
}

func (v *verifier) reportUnknownSets(stored map[int64][]int64) {
	for _, set := range slices.Sorted(maps.Keys(stored)) {
		v.found.differ("Identities are stored for identity set %d, which does not exist.", set)
	}
}

// verifyActors reports actors that belong to no identity set. An actor is stored with its first set.
func (v *verifier) verifyActors() error {
	return statement.PagesAfter(identity.ActorRow{Num: math.MinInt64}, func(after *identity.ActorRow) *gorm.DB {
		return v.db.Select("num").Where("num > ? AND num <= ?", after.Num, v.lastActor).Order("num")
	}, func(rows []identity.ActorRow) error {
		for _, row := range rows {
			if v.usedActors.AddActor(row.Num) {
				v.found.differ("Actor %d belongs to no identity set.", row.Num)
			}
		}
		return nil
	})
}
