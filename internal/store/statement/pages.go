package statement

import "gorm.io/gorm"

// pageRows is the largest number of rows in memory.
const pageRows = 10_000

// Pages reads all rows of a table, page by page. Each page begins after the key of the last
// row of the previous page. The function following returns the statement for the rows after
// a given row, in the order of their key. The first time, that is the zero row.
func Pages[R any](following func(after *R) *gorm.DB, use func([]R) error) error {
	var zero R
	return PagesAfter(zero, following, use)
}

// PagesAfter is Pages for the rows after a given row.
func PagesAfter[R any](last R, following func(after *R) *gorm.DB, use func([]R) error) error {
	for {
		var rows []R
		if err := following(&last).Limit(pageRows).Find(&rows).Error; err != nil || len(rows) == 0 {
			return err
		}
		if err := use(rows); err != nil {
			return err
		}
		last = rows[len(rows)-1]
	}
}
