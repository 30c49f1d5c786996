package statement

import (
	"database/sql"
	"database/sql/driver"
	"fmt"

	"gorm.io/gorm"
)

// Row runs a statement that returns at most one row, and copies the row into the destinations, one for
// each column: *int64, *bool, or sql.Scanner. found is false if there is no row. More rows are an error,
// and so is a value for *int64 or *bool that is not an integer, such as NULL or a text. The statement is
// plain SQL on the connection of gorm's session. It is logged, and its error is translated, as by gorm.
func Row(tx *gorm.DB, statement string, values []any, into ...any) (found bool, err error) {
	e := newExecution()
	defer e.end()
	e.values = append(e.values[:0], values...)
	return e.run(tx, statement, 0, into...)
}

// assign copies the value of a column into a destination.
func assign(into any, column driver.Value) error {
	number, isNumber := column.(int64)
	switch to := into.(type) {
	case sql.Scanner:
		return to.Scan(column)
	case *int64:
		*to = number
	case *bool:
		*to = number != 0
	default:
		return fmt.Errorf("no value can be copied into %T", into)
	}
	if !isNumber {
		return fmt.Errorf("%T is not an integer", column)
	}
	return nil
}

// Number runs a statement that returns at most one number, such as an insert with RETURNING.
// found is false if the statement returns no row.
func Number(tx *gorm.DB, statement string, values ...any) (number int64, found bool, err error) {
	found, err = Row(tx, statement, values, &number)
	return number, found, err
}
