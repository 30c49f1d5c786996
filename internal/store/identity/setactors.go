package identity

import (
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// FillSetActors fills identity_set_actors, which is empty, from the identity sets. It returns the
// number of identity sets.
func FillSetActors(db *gorm.DB) (sets int64, err error) {
	err = statement.Pages(func(after *SetRow) *gorm.DB {
		return db.Select("num", "content", "actor_num").Where("num > ?", after.Num).Order("num")
	}, func(rows []SetRow) error {
		refs, err := internSets(db, rows)
		if err != nil {
			return err
		}
		sets += int64(len(rows))
		return addSetActors(db, refs)
	})
	return sets, err
}

// internSets interns the identities of stored identity sets, and returns the references to the sets.
func internSets(db *gorm.DB, rows []SetRow) ([]SetRef, error) {
	attributions, err := storedAttributions(db, rows)
	if err != nil {
		return nil, err
	}
	return InternAll(db, rows, attributions)
}

// InternAll interns the identities of stored identity sets with one attribution each, and returns the
// references to the sets.
func InternAll(db *gorm.DB, rows []SetRow, attributions []Attribution) ([]SetRef, error) {
	var keys []models.ActorKey
	for _, a := range attributions {
		keys = append(keys, a.Keys()...)
	}
	nums, err := InternKeys(db, keys)
	if err != nil {
		return nil, err
	}
	refs := make([]SetRef, len(rows))
	for i, a := range attributions {
		refs[i].Num = rows[i].Num
		refs[i].AddActors(a, nums)
	}
	return refs, nil
}

// storedAttributions returns the attributions of stored identity sets to their counted actors.
func storedAttributions(db *gorm.DB, rows []SetRow) ([]Attribution, error) {
	counted, err := CountedActors(db, rows)
	if err != nil {
		return nil, err
	}
	attributions := make([]Attribution, len(rows))
	for i, row := range rows {
		set := new(models.IdentitySet)
		if err := codec.DecodeContent("identity set", row.Num, row.Content, set); err != nil {
			return nil, statement.Translate(db, err)
		}
		attributions[i] = Attributed(set)
		if row.ActorNum == nil {
			continue
		}
		key, ok := counted[*row.ActorNum]
		if !ok {
			return nil, statement.Translate(db, models.NewContentError("the counted actor %d of identity set %d does not exist", *row.ActorNum, row.Num))
		}
		attributions[i].Counted = key
	}
	return attributions, nil
}

// CountedActors returns the keys of the counted actors of stored identity sets, by their numbers.
func CountedActors(db *gorm.DB, rows []SetRow) (map[int64]models.ActorKey, error) {
	var nums []int64
	for _, row := range rows {
		if row.ActorNum != nil {
			nums = append(nums, *row.ActorNum)
		}
	}
	return KeysOf(db, nums)
}
