package statement

import (
	"database/sql"
	"errors"

	"gorm.io/gorm"
)

// EachRow calls use with each row of a query until use returns an error, and closes the
// rows. The dialect of the session translates an error of reading the rows, as it does for
// statements.
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
