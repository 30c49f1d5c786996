package statement

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"gorm.io/gorm"
)

// execution is a statement that gorm does not compose, and that returns at most one
// row. It is reused, so that a statement allocates little.
type execution struct {
	statement string
	// values are the values of the placeholders, and arguments the same for the driver.
	values    []any
	arguments []driver.NamedValue
	row       []driver.Value
	// rows is the number of rows in the log.
	rows   int64
	logged func() (string, int64)
}

var executions = sync.Pool{New: func() any {
	e := new(execution)
	e.logged = func() (string, int64) { return e.statement, e.rows }
	return e
}}

func newExecution() *execution { return executions.Get().(*execution) }

// end makes the execution available to others.
func (e *execution) end() {
	// The previous statements may have had more values than the last one.
	clear(e.values[:cap(e.values)])
	clear(e.arguments[:cap(e.arguments)])
	clear(e.row[:cap(e.row)])
	executions.Put(e)
}

// errManyRows is the error of a statement that returns more than one row.
var errManyRows = errors.New("the statement returns more than one row")

// run runs a statement with the values of the execution on the connection of a session. It copies the
// row that the statement returns into the destinations, and reports whether there is one. It logs the
// statement, with the number of rows that it returns or inserts, and translates its error.
func (e *execution) run(tx *gorm.DB, statement string, inserted int64, into ...any) (found bool, err error) {
	ctx, begin := tx.Statement.Context, time.Now()
	e.statement, e.rows = statement, 0
	e.row = append(e.row[:0], make([]driver.Value, len(into))...)
	if conn, ok := tx.Statement.ConnPool.(*sql.Conn); ok {
		found, err = e.runOn(ctx, conn)
	} else {
		found, err = e.runPooled(ctx, tx.Statement.ConnPool)
	}
	switch {
	case err != nil:
	case found:
		e.rows, err = 1, e.assign(into)
	default:
		e.rows = inserted
	}
	tx.Logger.Trace(ctx, begin, e.logged, err)
	return found && err == nil, Translate(tx, err)
}

// assign copies the row into the destinations.
func (e *execution) assign(into []any) error {
	for i, column := range e.row {
		if err := assign(into[i], column); err != nil {
			return fmt.Errorf("column %d: %w", i, err)
		}
	}
	return nil
}

// runOn runs the statement on the driver's connection, which allocates less than database/sql. The
// driver passes all values of a query to SQLite in one call, and each value of an Exec in a call of its
// own. An insert is therefore a query without rows.
func (e *execution) runOn(ctx context.Context, conn *sql.Conn) (found bool, err error) {
	e.arguments = e.arguments[:0]
	for i, value := range e.values {
		converted, err := driver.DefaultParameterConverter.ConvertValue(value)
		if err != nil {
			return false, fmt.Errorf("value %d: %w", i+1, err)
		}
		e.arguments = append(e.arguments, driver.NamedValue{Ordinal: i + 1, Value: converted})
	}
	err = conn.Raw(func(connection any) error {
		rows, err := connection.(driver.QueryerContext).QueryContext(ctx, e.statement, e.arguments)
		if err != nil {
			return err
		}
		err = rows.Next(e.row)
		if found = err == nil; found {
			// SQLite commits after the last row. Close does not return the error of the commit if the
			// driver caches the statement.
			if err = rows.Next(e.row); err == nil {
				err = errManyRows
			}
		}
		if errors.Is(err, io.EOF) {
			err = nil
		}
		return errors.Join(err, rows.Close())
	})
	return found, err
}

// runPooled runs the statement in a transaction of database/sql, such as that of a migration, whose
// connection is not accessible.
func (e *execution) runPooled(ctx context.Context, pool gorm.ConnPool) (found bool, err error) {
	rows, err := pool.QueryContext(ctx, e.statement, e.values...)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, rows.Err(), rows.Close()) }()
	if found = rows.Next(); found {
		into := make([]any, len(e.row))
		for i := range into {
			into[i] = (*any)(&e.row[i])
		}
		if err = rows.Scan(into...); err == nil && rows.Next() {
			err = errManyRows
		}
	}
	return found, err
}
