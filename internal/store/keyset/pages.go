// Package keyset reads the rows of a table page by page, where each page begins after the
// key of the last row of the page before.
package keyset

import "gorm.io/gorm"

// pageRows bounds the rows that are in memory.
const pageRows = 10_000

// Pages reads the rows that follow one, page by page, until there are no more.
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
