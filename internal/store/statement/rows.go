package statement

import (
	"database/sql"
	"errors"

	"gorm.io/gorm"
)

// EachRow calls a function with each of the rows that a query has found, until the function
// returns an error, and closes the rows. The dialect of the session translates an error of
// reading them, as it translates the errors of statements.
func EachRow(session *gorm.DB, rows *sql.Rows, use func(*sql.Rows) error) (err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := use(rows); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return session.Session(&gorm.Session{NewDB: true}).AddError(err)
	}
	return nil
}
