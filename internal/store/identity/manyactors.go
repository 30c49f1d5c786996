package identity

import (
	"database/sql"
	"strings"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// keysAtOnce is the largest number of keys in one statement.
const keysAtOnce = 1000

// NumbersOf returns the numbers of actors by their keys. Actors that are not stored are not in the
// result.
func NumbersOf(db *gorm.DB, keys []models.ActorKey) (map[models.ActorKey]int64, error) {
	nums := make(map[models.ActorKey]int64, len(keys))
	for len(keys) > 0 {
		part := keys[:min(len(keys), keysAtOnce)]
		keys = keys[len(part):]
		values := make([]any, 0, 3*len(part))
		for _, k := range part {
			values = append(values, int64(k.Slot), k.ByName, k.Value)
		}
		err := eachActor(db, "WITH sought (slot, by_name, value) AS (VALUES (?, ?, ?)"+strings.Repeat(", (?, ?, ?)", len(part)-1)+`)
			SELECT a.num, a.slot, a.by_name, a.value FROM sought
			CROSS JOIN actors AS a ON a.slot = sought.slot AND a.by_name = sought.by_name AND a.value = sought.value`,
			func(num int64, k models.ActorKey) { nums[k] = num }, values...)
		if err != nil {
			return nil, err
		}
	}
	return nums, nil
}

// KeysOf returns the keys of actors by their numbers. Actors that do not exist are not in the result.
func KeysOf(db *gorm.DB, nums []int64) (map[int64]models.ActorKey, error) {
	keys := make(map[int64]models.ActorKey, len(nums))
	err := eachActor(db, `SELECT a.num, a.slot, a.by_name, a.value
		FROM json_each(?) AS sought CROSS JOIN actors AS a ON a.num = sought.value`,
		func(num int64, k models.ActorKey) { keys[num] = k }, codec.JSONNumbers(nums))
	return keys, err
}

func eachActor(db *gorm.DB, query string, use func(int64, models.ActorKey), values ...any) error {
	return statement.Query(db, func(rows *sql.Rows) error {
		var row ActorRow
		if err := rows.Scan(&row.Num, &row.Slot, &row.ByName, &row.Value); err != nil {
			return err
		}
		use(row.Num, row.Key())
		return nil
	}, query, values...)
}

// InternKeys returns the numbers of actors by their keys. It inserts those that have no number yet.
func InternKeys(tx *gorm.DB, keys []models.ActorKey) (map[models.ActorKey]int64, error) {
	nums, err := NumbersOf(tx, keys)
	if err != nil {
		return nil, err
	}
	var missing []models.ActorKey
	for _, k := range keys {
		if _, ok := nums[k]; !ok {
			nums[k] = 0 // keys may contain it again
			missing = append(missing, k)
		}
	}
	if err := insertActors.Run(tx, missing); err != nil {
		return nil, err
	}
	inserted, err := NumbersOf(tx, missing)
	for k, num := range inserted {
		nums[k] = num
	}
	return nums, err
}

var insertActors = statement.NewInsert("actors (slot, by_name, value)", "",
	func(values []any, k models.ActorKey) []any { return append(values, int64(k.Slot), k.ByName, k.Value) })
