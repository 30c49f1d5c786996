package read

import (
	"errors"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
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

// Referenced returns the row with a number to which another row refers. what is the name of the kind of
// row, for the models.ContentError that is returned if it does not exist.
func Referenced[T any](db *gorm.DB, what string, num int64) (*T, error) {
	row, err := Take[T](db.Where("num = ?", num))
	if row == nil && err == nil {
		err = statement.Translate(db, models.NewContentError("the %s %d, to which a row refers, does not exist", what, num))
	}
	return row, err
}
