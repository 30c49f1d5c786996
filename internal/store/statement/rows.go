package statement

import (
	"database/sql"
	"errors"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// EachRow runs a query, and calls use with each row until use returns an error. The dialect of the
// session translates an error of reading the rows and an error of use, as it does for statements.
// The query is logged after its rows were read, because SQLite finds a row only when it is read.
func EachRow(query *gorm.DB, use func(*sql.Rows) error) error {
	recorder := logger.Recorder.New()
	rows, err := query.Session(&gorm.Session{Logger: recorder}).Rows() //nolint:rowserrcheck // read checks it
	run := reading{session: query, begin: recorder.BeginAt, statement: recorder.SQL}
	return run.read(rows, err, use)
}

// reading is a query whose rows are read.
type reading struct {
	session   *gorm.DB
	begin     time.Time
	statement string
	rows      int64
	// invalid is the error of a row whose values have not the types of its destinations.
	invalid error
}

// read reads and closes the rows of a query, and logs it. err is the error of the query. An error of
// use is not logged, except if it is invalid.
func (r *reading) read(rows *sql.Rows, err error, use func(*sql.Rows) error) error {
	var own error
	if err == nil {
		for own == nil && rows.Next() {
			r.rows++
			own = use(rows)
		}
		err = errors.Join(rows.Err(), rows.Close())
	}
	if r.invalid != nil {
		own, err = nil, errors.Join(own, err)
	}
	r.session.Logger.Trace(r.session.Statement.Context, r.begin, func() (string, int64) { return r.statement, r.rows }, err)
	return Translate(r.session, errors.Join(own, err))
}

// Translate translates an error as the dialect of the session translates the errors of
// statements. Nil remains nil.
func Translate(session *gorm.DB, err error) error {
	if err == nil {
		return nil
	}
	return session.Session(&gorm.Session{NewDB: true}).AddError(err)
}
