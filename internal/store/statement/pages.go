package statement

import "gorm.io/gorm"

// pageRows is how many rows are in memory at a time.
const pageRows = 10_000

// Pages reads all rows of a table, page by page, where each page begins after the key of
// the last row of the page before. The function following returns the statement for
// the rows after one, which is the zero row at first, in the order of their key.
func Pages[R any](following func(after *R) *gorm.DB, use func([]R) error) error {
	var last R
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
