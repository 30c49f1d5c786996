package read

import (
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/codec"
)

// byRowNumbers selects the rows with the given numbers, which RowNumbers has returned for each
// parent.
func (l List[P, R, T]) byRowNumbers(v Tx, numbers [][]int64) *gorm.DB {
	var keyed [][2]int64
	for i, nums := range numbers {
		for _, num := range nums {
			keyed = append(keyed, [2]int64{int64(i), num})
		}
	}
	return v.DB.Table("json_each(?) AS placed", codec.JSONNumbers(keyed)).
		Joins("CROSS JOIN " + l.Table.Name + " ON " + l.Num + " = placed.value ->> 1").
		Scopes(v.Within(l.Table.Group)).
		Select("placed.value ->> 0 AS parent_key, " + l.Table.Name + ".*")
}
