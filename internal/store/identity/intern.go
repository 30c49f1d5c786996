package identity

import (
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/statement"
)

// InternActors returns the numbers of the identities of a set and of its counted actor. It
// inserts those that have no number yet. inserted says that it did so or tried to.
func InternActors(tx *gorm.DB, a Attribution) (ref SetRef, inserted bool, err error) {
	for _, key := range a.Keys() {
		values := []any{int64(key.Slot), key.ByName, key.Value}
		num, found, err := statement.Number(tx, "SELECT num FROM actors WHERE slot = ? AND by_name = ? AND value = ?", values...)
		if !found && err == nil {
			inserted = true
			num, _, err = statement.Number(tx, "INSERT INTO actors (slot, by_name, value) VALUES (?, ?, ?) RETURNING num", values...)
		}
		if err != nil {
			return ref, inserted, err
		}
		ref.Add(num)
		if key == a.Counted {
			ref.Actor = num
		}
	}
	return ref, inserted, nil
}

// AddSetActors stores the identities of an identity set.
func AddSetActors(tx *gorm.DB, ref SetRef) error { return addSetActors(tx, []SetRef{ref}) }

func addSetActors(tx *gorm.DB, refs []SetRef) error {
	rows := make([]SetActorRow, 0, len(SetRef{}.all)*len(refs))
	for _, ref := range refs {
		for _, num := range ref.Identities() {
			rows = append(rows, SetActorRow{ref.Num, num})
		}
	}
	return insertSetActors.Run(tx, rows)
}

var insertSetActors = statement.NewInsert("identity_set_actors (set_num, actor_num)", "",
	func(values []any, r SetActorRow) []any { return append(values, r.SetNum, r.ActorNum) })
