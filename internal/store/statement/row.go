package statement

import (
	"database/sql"
	"database/sql/driver"
	"fmt"

	"gorm.io/gorm"
)

// Row runs a statement, and copies the first row that it returns into the destinations, one for each
// column: *int64, *bool, or sql.Scanner. found is false if there is no row. The statement is plain
// SQL on the connection of gorm's session. It is logged, and its error is translated, as by gorm.
func Row(tx *gorm.DB, statement string, values []any, into ...any) (found bool, err error) {
	e := newExecution()
	defer e.end()
	e.values = append(e.values[:0], values...)
	if found, err = e.run(tx, statement, len(into), 0); err != nil || !found {
		return false, err
	}
	for i, column := range e.row {
		if err := assign(into[i], column); err != nil {
			return false, Translate(tx, fmt.Errorf("column %d: %w", i, err))
		}
	}
	return true, nil
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
		return fmt.Errorf("%T is no number", column)
	}
	return nil
}

// Number runs a statement that returns at most one number, such as an insert with RETURNING.
// found is false if the statement returns no row.
func Number(tx *gorm.DB, statement string, values ...any) (number int64, found bool, err error) {
	found, err = Row(tx, statement, values, &number)
	return number, found, err
}
