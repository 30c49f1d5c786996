package statement

import (
	"database/sql"
	"errors"

	"gorm.io/gorm"
)

// EachRow calls use with each row of a query until use returns an error, and closes the
// rows. The dialect of the session translates an error of reading the rows and an error of
// use, as it does for statements.
func EachRow(session *gorm.DB, rows *sql.Rows, use func(*sql.Rows) error) (err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := use(rows); err != nil {
			return Translate(session, err)
		}
	}
	return Translate(session, rows.Err())
}

// Translate translates an error as the dialect of the session translates the errors of
// statements. Nil remains nil.
func Translate(session *gorm.DB, err error) error {
	return session.Session(&gorm.Session{NewDB: true}).AddError(err)
}
