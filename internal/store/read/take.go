package read

import (
	"errors"

	"gorm.io/gorm"
)

// Take returns the first row of a query, or nil if there is none.
func Take[T any](q *gorm.DB) (*T, error) {
	var row T
	if err := q.Take(&row).Error; err != nil {
		if errors.Is(err, gorm.ErrRecordNotFound) {
			err = nil
		}
		return nil, err
	}
	return &row, nil
}
