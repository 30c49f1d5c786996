package statement

import "gorm.io/gorm"

// Number runs a statement that returns at most one number, such as an insert with RETURNING.
// found is false if the statement returns no row.
func Number(tx *gorm.DB, statement string, values ...any) (number int64, found bool, err error) {
	result := tx.Raw(statement, values...).Find(&number)
	return number, result.RowsAffected > 0, result.Error
}
