package store

import (
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/models"
)

// A list that has places is not found by an index of its table: its rows are known
// by their numbers first, and only those of a page are read.

// readPlaces finds the rows of a page for each parent, and one more where there
// are more.
func (l list[P, R, T]) readPlaces(v view, parents []P, c cut) ([]page[R], error) {
	places, err := l.places(v, parents, c)
	if err != nil {
		return nil, err
	}
	pages := make([]page[R], len(parents))
	var placed [][2]int64
	for i, nums := range places {
		for _, num := range nums {
			placed = append(placed, [2]int64{int64(i), num})
		}
	}
	if len(placed) == 0 {
		return pages, nil
	}
	return pages, l.addRows(v, l.placed(v, placed), pages)
}

// placed selects rows by the parent that has them in its list, and their number.
func (l list[P, R, T]) placed(v view, placed [][2]int64) *gorm.DB {
	return v.db.Table("json_each(?) AS placed", codec.JSONNumbers(placed)).
		Joins("CROSS JOIN " + l.table.name + " ON " + l.num + " = placed.value ->> 1").
		Scopes(v.within(l.table.group)).
		Select("placed.value ->> 0 AS parent_key, " + l.table.name + ".*")
}

// countPlaces counts the list of each parent, up to one beyond the limit, and
// reads no row.
func (l list[P, R, T]) countPlaces(v view, parents []P) ([]int, error) {
	places, err := l.places(v, parents, cut{limit: models.MaxTotalCount})
	if err != nil {
		return nil, err
	}
	counts := make([]int, len(parents))
	for i, nums := range places {
		counts[i] = len(nums)
	}
	return counts, nil
}
