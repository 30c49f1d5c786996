package read

import (
	"errors"

	"gorm.io/gorm"
)

// Take finds the first row of a statement; nil where there is none.
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
