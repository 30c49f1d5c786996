package statement

import (
	"database/sql"
	"reflect"
	"time"

	"gorm.io/gorm"
)

// Find returns the rows of a statement, which is plain SQL on the connection of a session. R is a
// struct with the names and tags of gorm, or the type of the only column. Find does the same as gorm,
// which takes several times as long to compose a statement and to read its rows.
func Find[R any](tx *gorm.DB, statement string, values ...any) (found []R, err error) {
	err = Each(tx, func(row *R) error {
		found = append(found, *row)
		return nil
	}, statement, values...)
	return found, err
}

// First returns the first row of a statement, or nil if it has none. The statement must be limited to
// one row.
func First[R any](tx *gorm.DB, statement string, values ...any) (first *R, err error) {
	err = Each(tx, func(row *R) error {
		first = row
		return nil
	}, statement, values...)
	return first, err
}

// Each calls use with each row of a statement until use returns an error. The next row overwrites the
// row, so use must copy it. Each is otherwise like Find. The session translates and logs the error of a
// value that has not the type of its field, and translates an error of use.
func Each[R any](tx *gorm.DB, use func(*R) error, statement string, values ...any) error {
	run := reading{session: tx, begin: time.Now(), statement: statement}
	rows, err := tx.Statement.ConnPool.QueryContext(tx.Statement.Context, statement, values...) //nolint:rowserrcheck // read checks it
	if err != nil {
		return run.read(nil, err, nil)
	}
	row := new(R)
	var to []any
	return run.read(rows, nil, func(rows *sql.Rows) error {
		if to == nil {
			names, err := rows.Columns()
			if err != nil {
				return err
			}
			if to, err = destinations(reflect.ValueOf(row).Elem(), names, tx.NamingStrategy); err != nil {
				return err
			}
		}
		if run.invalid = rows.Scan(to...); run.invalid != nil {
			return run.invalid
		}
		return use(row)
	})
}
