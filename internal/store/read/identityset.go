package read

import (
	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// IdentitySets returns the identity sets with the given numbers. They are shared, and must not be
// changed.
func (t Tx) IdentitySets(nums ...int64) (map[int64]*models.IdentitySet, error) {
	sets := make(map[int64]*models.IdentitySet, len(nums))
	var missing []int64
	for _, num := range nums {
		if _, ok := sets[num]; ok {
			continue
		}
		set, ok := t.Identities.ByNum.Get(num)
		if !ok {
			missing = append(missing, num)
		}
		sets[num] = set
	}
	if len(missing) == 0 {
		return sets, nil
	}
	rows, err := statement.Find[identity.SetRow](t.DB,
		"SELECT * FROM `identity_sets` WHERE num IN (SELECT value FROM json_each(?))", codec.JSONNumbers(missing))
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		set := new(models.IdentitySet)
		if err := codec.DecodeContent("identity set", row.Num, row.Content, set); err != nil {
			return nil, t.Database.RecordDamage(err)
		}
		sets[row.Num] = set
		if t.Batches != nil {
			t.Identities.ByNum.Add(row.Num, set)
		}
	}
	return sets, nil
}

// IdentitySet returns the identity set with a number. It must not be changed.
func (t Tx) IdentitySet(num int64) (*models.IdentitySet, error) {
	sets, err := t.IdentitySets(num)
	return sets[num], err
}

// CountedActor returns the actor that is counted for a stored identity set. The zero value means
// that no actor is counted.
func (t Tx) CountedActor(setNum int64) (models.ActorKey, error) {
	row, err := Take[identity.ActorRow](t.DB.Where("num = (SELECT actor_num FROM identity_sets WHERE num = ?)", setNum))
	if row == nil {
		return models.ActorKey{}, err
	}
	return row.Key(), nil
}
