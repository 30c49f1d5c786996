package identity

import (
	"maps"
	"slices"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// ReadRefs reads the counted actors and the identities of identity sets. Each key of refs is the
// number of a set.
func ReadRefs(db *gorm.DB, refs map[int64]SetRef) error {
	sets := slices.Sorted(maps.Keys(refs))
	var found []struct{ Num, Actor, Identity int64 }
	err := db.Raw(`SELECT s.num, coalesce(s.actor_num, 0) AS actor, coalesce(i.actor_num, 0) AS identity
		FROM json_each(?) AS sought CROSS JOIN identity_sets AS s ON s.num = sought.value
		LEFT JOIN identity_set_actors AS i ON i.set_num = s.num`, codec.JSONNumbers(sets)).Find(&found).Error
	if err != nil {
		return err
	}
	for _, f := range found {
		ref := refs[f.Num]
		ref.Num, ref.Actor = f.Num, f.Actor
		if f.Identity != 0 && !ref.Add(f.Identity) {
			return statement.Translate(db, models.NewDerivedContentError("identity set %d has too many identities", f.Num))
		}
		refs[f.Num] = ref
	}
	return nil
}
