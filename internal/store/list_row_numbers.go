package store

import (
	"github.com/itemactivity/itemactivity/internal/store/codec"
	"gorm.io/gorm"
)

// A list that has places is not found by an index of its table: its rows are known
// by their numbers first, and only those of a page are read.

// placed selects rows by the parent that has them in its list, and their number.
func (l list[P, R, T]) byRowNumbers(v readTx, places [][]int64) *gorm.DB {
	var placed [][2]int64
	for i, nums := range places {
		for _, num := range nums {
			placed = append(placed, [2]int64{int64(i), num})
		}
	}
	return v.db.Table("json_each(?) AS placed", codec.JSONNumbers(placed)).
		Joins("CROSS JOIN " + l.table.name + " ON " + l.num + " = placed.value ->> 1").
		Scopes(v.within(l.table.group)).
		Select("placed.value ->> 0 AS parent_key, " + l.table.name + ".*")
}
